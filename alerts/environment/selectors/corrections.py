"""What a correction changes in the edition that it follows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from alerts.environment.models import Edition
from alerts.environment.selectors.trees import Reading, read
from portal.reference.countries import country_name


@dataclass(frozen=True)
class Change:
    """A score or, without a place, a weight: what it was and what it is; None where there is none."""

    name: str
    place: str
    before: Decimal | None
    after: Decimal | None


def corrected(edition: Edition) -> Edition | None:
    """Return the edition that this one corrects; None when it is the first."""
    return Edition.objects.filter(
        index_id=edition.index_id, year=edition.year, version=edition.version, revision=edition.revision - 1
    ).first()


def changes(reading: Reading, former: Edition) -> list[Change]:
    """Compare weights, then scores, indicator by indicator. Two statements beside those of `reading`."""
    old = read(former)
    names = {branch.indicator.code: branch.indicator.name for branch in (*old.flat, *reading.flat)}
    was = {branch.indicator.code: branch.indicator.weight for branch in old.flat}
    now = {branch.indicator.code: branch.indicator.weight for branch in reading.flat}
    found = [
        Change(name, "", was.get(code), now.get(code))
        for code, name in names.items()
        if was.get(code) != now.get(code) or (code in was) != (code in now)
    ]
    for code, name in names.items():
        before, after = old.values.get(code, {}), reading.values.get(code, {})
        found += [
            Change(name, country_name(country), before.get(country), after.get(country))
            for country in sorted(before.keys() | after.keys())
            if before.get(country) != after.get(country)
        ]
    return found
