"""The board's figures, read from the roll-ups: the nation's, or one center's own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet, Sum
from django.utils import timezone

from cases.choices import OPEN, Level, State
from cases.models import CaseRollup
from cases.models.desk import COUNTED
from portal.accounts.actors import Actor
from portal.tenancy.models import Center

MONTHS = 24


class Count(NamedTuple):
    """One line of a table: a code (state, country, month, level) with its cases and how many of them are overdue."""

    code: str
    cases: int
    overdue: int


class CenterCount(NamedTuple):
    """One center's line."""

    center: Center
    cases: int
    open: int
    overdue: int
    major: int


@dataclass(frozen=True)
class Board:
    """All figures of one scope at one moment. `recovered` is CNY over closed and archived cases."""

    refreshed_at: datetime.datetime
    states: Sequence[Count]
    countries: Sequence[Count]
    months: Sequence[Count]
    levels: Sequence[Count]
    centers: Sequence[CenterCount]
    recovered: Decimal

    @property
    def total(self) -> int:
        return sum(row.cases for row in self.states)

    @property
    def open(self) -> int:
        return sum(row.cases for row in self.states if row.code in OPEN)

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.states)

    @property
    def major(self) -> int:
        return sum(row.cases for row in self.levels if row.code == Level.MAJOR)

    def filed_in(self, month: str) -> int:
        """Count the cases filed in a month (`YYYY-MM`)."""
        return sum(row.cases for row in self.months if row.code == month)


def refreshed_at() -> datetime.datetime | None:
    """Say when the visible figures were counted; None before the first count. One query."""
    counted = CaseRollup.objects.filter(dimension=COUNTED)
    found: datetime.datetime | None = counted.aggregate(at=Max("refreshed_at"))["at"]
    return found


def board_of(actor: Actor, at: datetime.datetime) -> Board:
    """Read all figures of the actor's scope. Two queries, three for the nation."""
    rows = CaseRollup.objects.exclude(dimension=COUNTED)
    if actor.kind == "center":
        rows = rows.filter(center_id=actor.own_center_id)
    counted: dict[str, list[Count]] = {"state": [], "country": [], "month": [], "level": []}
    recovered = Decimal(0)
    sums = rows.values("dimension", "value").annotate(n=Sum("cases"), late=Sum("overdue"), cny=Sum("recovered_cny"))
    for row in sums:
        counted[row["dimension"]].append(Count(row["value"], row["n"], row["late"]))
        if row["dimension"] == "state":
            recovered += row["cny"]
    order = {state: place for place, state in enumerate(State.values)}
    return Board(
        refreshed_at=at,
        states=sorted(counted["state"], key=lambda row: order.get(row.code, 99)),
        countries=sorted(counted["country"], key=lambda row: (-row.cases, row.code)),
        months=_every_month(counted["month"]),
        levels=counted["level"],
        centers=_centers(rows) if actor.kind == "national" else [],
        recovered=recovered,
    )


def _centers(rows: QuerySet[CaseRollup]) -> list[CenterCount]:
    by_state = Q(dimension="state")
    sums = rows.values("center_id").annotate(
        n=Sum("cases", filter=by_state),
        open=Sum("cases", filter=by_state & Q(value__in=OPEN)),
        late=Sum("overdue", filter=by_state),
        major=Sum("cases", filter=Q(dimension="level", value=Level.MAJOR)),
    )
    centers = Center.objects.in_bulk([row["center_id"] for row in sums])
    found = [
        CenterCount(centers[row["center_id"]], row["n"], row["open"] or 0, row["late"], row["major"] or 0)
        for row in sums
    ]
    return sorted(found, key=lambda row: (-row.open, row.center.pk))


def _every_month(rows: Sequence[Count]) -> list[Count]:
    """Give the last MONTHS months, those without a case as zero: a trend with gaps would lie."""
    known = {row.code: row for row in rows}
    day = timezone.localdate().replace(day=1)
    months = []
    for _step in range(MONTHS):
        code = f"{day:%Y-%m}"
        months.append(known.get(code, Count(code, 0, 0)))
        day = (day - datetime.timedelta(days=1)).replace(day=1)
    return months[::-1]
