"""Units, ranges and years of fees in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alerts.fees.calculator import Gap
from alerts.fees.choices import Act, Charge, Right, Tier, Unit
from alerts.fees.lines import Line
from alerts.fees.models import Fee

# Rights whose renewal is paid year by year.
YEARLY = frozenset({Right.PATENT, Right.UTILITY_MODEL})


def tier_words(fee: Fee | Line) -> str:
    """Say who pays a row and what for: 减免（小型主体） · 每类，第 3 个起."""
    words = [] if fee.tier == Tier.STANDARD else [str(Tier(fee.tier).label)]
    words += [text for text in (range_words(fee), year_words(fee)) if text]
    return " · ".join(words) or str(Unit(fee.unit).label)


def range_words(fee: Fee | Line) -> str:
    """Say for which units a row is asked: 每类, 第 1 类, 第 3 类起每类, 2 至 10 项合计; empty for a whole application."""
    if fee.unit == Unit.CASE:
        return ""
    each = str(Unit(fee.unit).label)
    first, last = fee.unit_from, fee.unit_to
    if fee.charge == Charge.FLAT:
        if last == first:
            return _("%(unit)s, for %(first)d") % {"unit": each, "first": first}
        if last is None:
            return _("once for %(first)d or more (%(unit)s)") % {"unit": each, "first": first}
        return _("once for %(first)d to %(last)d (%(unit)s)") % {"unit": each, "first": first, "last": last}
    if last is None:
        return each if first == 1 else _("%(unit)s, from number %(first)d on") % {"unit": each, "first": first}
    if last == first:
        return _("%(unit)s, number %(first)d") % {"unit": each, "first": first}
    return _("%(unit)s, numbers %(first)d to %(last)d") % {"unit": each, "first": first, "last": last}


def year_words(fee: Fee | Line) -> str:
    """Say for which year of an annuity, which renewal, or how many years a row is paid."""
    if fee.year and fee.right in YEARLY:
        return _("year %(year)d") % {"year": fee.year}
    words = []
    if fee.year:
        words.append(_("renewal no. %(number)d") % {"number": fee.year})
    if fee.period > 1:
        words.append(_("%(count)d years") % {"count": fee.period})
    return " · ".join(words)


def gap_words(gap: Gap) -> str:
    """Say what is not in the sum for want of a row."""
    act = str(Act(gap.act).label)
    if gap.kind == "act":
        return _("“%(act)s”: we have no fee of this office.") % {"act": act}
    if gap.kind == "choose":
        return _("“%(act)s”: choose below which fee applies; none is counted yet.") % {"act": act}
    which = (
        str(gap.first) if gap.first == gap.last else _("%(first)d to %(last)d") % {"first": gap.first, "last": gap.last}
    )
    if gap.kind == "years":
        words = _("“%(act)s”: no. %(which)s (year or renewal) is not fully known; what is unknown is not counted.")
        return words % {"act": act, "which": which}
    words = _("“%(act)s”, %(unit)s: the fee for no. %(which)s is not known and not counted.")
    return words % {"act": act, "unit": str(Unit(gap.unit).label), "which": which}
