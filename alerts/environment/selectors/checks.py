"""What keeps an edition from being handed in, in words and by its place."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from alerts.environment.choices import Basis
from alerts.environment.computing import ONE, TOLERANCE, ZERO
from alerts.environment.models import Edition
from alerts.environment.selectors.trees import Branch, Reading, read
from portal.reference.countries import country_name


def problems(edition: Edition, reading: Reading | None = None) -> list[str]:
    """List what is wrong or missing, each naming the indicator or the country; empty when the edition is whole."""
    reading = reading or read(edition)
    if not reading.branches:
        return [_("There are no indicators yet.")]
    if edition.basis == Basis.FACTS:
        found = [] if edition.facts else [_("Write down at least one published fact.")]
        return found + ([_("An edition of facts alone carries no scores.")] if reading.scores else [])
    found = _weights(_("the first level"), reading.branches)
    for branch in reading.flat:
        name = branch.indicator.name
        if branch.is_leaf:
            if branch.indicator.scale_min is None or branch.indicator.scale_max is None:
                found.append(_("“%(name)s” has no scale.") % {"name": name})
        else:
            found += _weights(_("“%(name)s”") % {"name": name}, branch.children)
    if edition.basis == Basis.OVERALL and len(reading.flat) != 1:
        found.append(_("An edition of overall scores has exactly one indicator."))
    return found + _scores(reading)


def _weights(place: str, siblings: list[Branch]) -> list[str]:
    unweighted = [branch.indicator.name for branch in siblings if branch.indicator.weight is None]
    if unweighted:
        return [_("“%(name)s” has no weight.") % {"name": name} for name in unweighted]
    total = sum((branch.indicator.weight or ZERO for branch in siblings), ZERO)
    if abs(total - ONE) <= TOLERANCE:
        return []
    words = {"place": place, "total": _plain(total)}
    return [_("The weights below %(place)s make %(total)s, not 1.") % words]


def _scores(reading: Reading) -> list[str]:
    if not reading.scores:
        return [_("There are no scores yet.")]
    by_pk = {branch.indicator.pk: branch for branch in reading.flat}
    found = []
    for score in reading.scores:
        branch = by_pk[score.indicator_id]
        words = {"name": branch.indicator.name, "country": country_name(score.country)}
        if not branch.is_leaf:
            found.append(_("“%(name)s” has a score of %(country)s, but indicators below it.") % words)
        elif (fault := out_of_scale(branch, score.value)) is not None:
            found.append(f"{words['name']}, {words['country']}: {fault}")
    return found


def out_of_scale(branch: Branch, value: Decimal) -> str | None:
    """Say that a value lies outside the leaf's scale; None when it does not."""
    low, high = branch.indicator.scale_min, branch.indicator.scale_max
    if low is None or high is None or low <= value <= high:
        return None
    words = {"value": _plain(value), "low": _plain(low), "high": _plain(high)}
    return _("%(value)s lies outside the scale from %(low)s to %(high)s.") % words


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
