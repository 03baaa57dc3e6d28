"""Reads of the official fees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from alerts.fees.choices import Act, Change, Right, State
from alerts.fees.lines import Line
from alerts.fees.models import Batch, BatchRow, Fee, Office
from alerts.fees.rates import CnyRates
from alerts.fees.words import tier_words
from portal.accounts.actors import Actor
from portal.keyset import Order
from portal.reference.countries import country_name
from portal.reference.money import Money
from portal.reference.text import pick

LISTED = Order("place")
UPCOMING = 30
LEAP = Decimal(50)  # percent


def holding(day: dt.date) -> Q:
    """The rows in force on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Q(is_void=False) & begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def fees(wanted: Mapping[str, str], day: dt.date | None = None) -> QuerySet[Fee]:
    """Give the published rows that fit office, country, right and act; those of one day, or all that are not void."""
    rows = Fee.objects.select_related("office").filter(holding(day) if day else Q(is_void=False))
    if office := wanted.get("office"):
        rows = rows.filter(office__code=office)
    for name in ("country", "right", "act"):
        if value := wanted.get(name):
            rows = rows.filter(**{name: value})
    return rows.order_by("place", "pk")


def offices() -> list[Office]:
    """Give every office, by code. One query."""
    return list(Office.objects.order_by("code"))


def countries() -> list[str]:
    """Give the codes of the countries (regions) for which fees are known. One query."""
    return list(Fee.objects.filter(is_void=False).order_by("country").values_list("country", flat=True).distinct())


@dataclass(frozen=True)
class Row:
    """A row as a list shows it: words for its units, and the CNY figure with its rate."""

    fee: Fee
    cny: Money | None
    note: str

    @property
    def tier(self) -> str:
        """Tier, units and year in words."""
        return tier_words(self.fee)


def shown(rows: Iterable[Fee], rates: CnyRates) -> list[Row]:
    """Put the CNY figure beside each row."""
    result = []
    for fee in rows:
        beside = rates.rate_of(fee.currency)
        result.append(Row(fee, rates.cny(fee.money), beside.words if beside else ""))
    return result


@dataclass(frozen=True)
class Group:
    """The rows of one right and act."""

    right: str
    act: str
    rows: list[Row]

    @property
    def right_label(self) -> str:
        """The right in words."""
        return str(Right(self.right).label)

    @property
    def act_label(self) -> str:
        """The act in words."""
        return str(Act(self.act).label)


def grouped(rows: Sequence[Row]) -> list[Group]:
    """Group rows, which come by `place`, by right and act."""
    return [
        Group(right, act, list(found))
        for (right, act), found in groupby(rows, lambda row: (row.fee.right, row.fee.act))
    ]


@dataclass(frozen=True)
class Coming:
    """A row that begins or ends after a day; `before` is what is asked until then."""

    day: dt.date
    fee: Fee
    before: Fee | None
    ends: bool = False

    @property
    def percent(self) -> Decimal | None:
        """By how much the amount changes."""
        return None if self.before is None else percent(self.before.amount, self.fee.amount)


def coming(wanted: Mapping[str, str], day: dt.date) -> list[Coming]:
    """Give what changes after a day, the next first. Three queries."""
    rows = fees(wanted)
    begins = list(rows.filter(valid_from__gt=day).order_by("valid_from", "place", "pk")[:UPCOMING])
    ends = list(rows.filter(valid_to__gte=day).order_by("valid_to", "place", "pk")[:UPCOMING])
    before = _before(begins)
    found = [Coming(fee.valid_from, fee, before.get(fee.pk)) for fee in begins if fee.valid_from]
    followed = {each.pk for each in before.values()}
    one_day = dt.timedelta(days=1)
    found += [
        Coming(fee.valid_to + one_day, fee, None, ends=True) for fee in ends if fee.valid_to and fee.pk not in followed
    ]
    return sorted(found, key=lambda each: (each.day, each.fee.place))[:UPCOMING]


def _before(rows: Sequence[Fee]) -> dict[int, Fee]:
    """Find for each row the one of the same key that ends the day before it begins. One query."""
    if not rows:
        return {}
    last_days = {row.valid_from - dt.timedelta(days=1) for row in rows if row.valid_from}
    candidates = Fee.objects.select_related("office").filter(
        is_void=False, valid_to__in=last_days, office__in={row.office_id for row in rows}
    )
    by_end = {(_key(fee), fee.valid_to): fee for fee in candidates}
    return {
        row.pk: found
        for row in rows
        if row.valid_from and (found := by_end.get((_key(row), row.valid_from - dt.timedelta(days=1))))
    }


def _key(fee: Fee) -> tuple[int, str, str, str, int]:
    return fee.office_id, fee.right, fee.code, fee.tier, fee.year


@dataclass(frozen=True)
class Past:
    """A row of a history and by how much it differs from the one before it."""

    row: Row
    percent: Decimal | None


def history(fee: Fee, rates: CnyRates) -> list[Past]:
    """Give every row that stood or will stand for the same fee, the newest first, void ones included. One query."""
    rows = Fee.objects.select_related("office").filter(
        office=fee.office_id, right=fee.right, code=fee.code, tier=fee.tier, year=fee.year
    )
    found: list[Past] = []
    amount: Decimal | None = None
    # An open first day comes first of all.
    for row in shown(sorted(rows, key=lambda each: (each.valid_from or dt.date.min, each.pk)), rates):
        found.append(Past(row, None if amount is None else percent(amount, row.fee.amount)))
        if not row.fee.is_void:
            amount = row.fee.amount
    return found[::-1]


def percent(before: Decimal, after: Decimal) -> Decimal | None:
    """Give the change in percent with one decimal; None from nothing."""
    if not before:
        return None
    return ((after - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)


# -- the desk -----------------------------------------------------------------------------------------------------

LINES = Order("line")
ROWS_SHOWN = 200


def batches(state: str = "") -> QuerySet[Batch]:
    """Give the proposals, of one state where one is named."""
    rows = Batch.objects.select_related("proposed_by")
    return rows.filter(state=state) if state else rows


@dataclass
class Proposed:
    """A row of a fee proposal for the preview."""

    row: BatchRow

    @cached_property
    def line(self) -> Line:
        """The values of the row."""
        return Line.of(self.row.data)

    @property
    def title(self) -> str:
        """What is paid for, in the reader's language."""
        return pick(self.line.label_zh, self.line.label_en or self.line.label)

    @property
    def place(self) -> str:
        """The country (region) it is paid for."""
        return country_name(self.line.country)

    @property
    def act(self) -> str:
        """The act in words."""
        return str(Act(self.line.act).label)

    @property
    def tier(self) -> str:
        """Tier, units and year in words."""
        return tier_words(self.line)

    @property
    def money(self) -> Money:
        """The amount proposed."""
        return Money.of(-self.line.amount if self.line.is_discount else self.line.amount, self.line.currency)

    @property
    def was(self) -> Money | None:
        """The amount of the row that this one follows or corrects."""
        amount = self.row.was.get("amount")
        return None if amount is None or self.row.change == Change.CLOSED else Money.of(amount, self.line.currency)

    @property
    def percent(self) -> Decimal | None:
        """By how much the amount changes."""
        was = self.was
        return None if was is None else percent(was.amount, self.line.amount)

    @property
    def is_leap(self) -> bool:
        """True for a change so large that it may be a slip of the pen: by half of the amount or more."""
        return self.percent is not None and abs(self.percent) >= LEAP


def to_review(actor: Actor) -> int:
    """Count the proposals that wait for somebody else than who made them. One query."""
    return Batch.objects.filter(state=State.PROPOSED).exclude(proposed_by_id=actor.own_user_id).count()


def own_drafts(actor: Actor) -> int:
    """Count the actor's proposals that were not handed in. One query."""
    return Batch.objects.filter(state=State.DRAFT, proposed_by_id=actor.own_user_id).count()


def batch_counts() -> dict[str, int]:
    """Count the proposals that are not decided yet, by state. One query."""
    rows = Batch.objects.filter(state__in=[State.DRAFT, State.PROPOSED]).values("state").annotate(count=Count("pk"))
    return {State.DRAFT.value: 0, State.PROPOSED.value: 0} | {row["state"]: row["count"] for row in rows.order_by()}
