"""The calculator's result as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from alerts.fees.calculator import Counting, OfficeSum, choice_id
from alerts.fees.models import Fee
from alerts.fees.rates import CnyRates
from alerts.fees.words import gap_words, tier_words
from portal.reference.money import Money


@dataclass(frozen=True)
class Option:
    """A row that is counted only in certain cases, as a box to tick."""

    fee: Fee
    is_chosen: bool

    @property
    def key(self) -> str:
        """What the address says of it."""
        return choice_id(self.fee)

    @property
    def tier(self) -> str:
        """Tier, units and year in words."""
        return tier_words(self.fee)


@dataclass(frozen=True)
class Entry:
    """A line of a sum."""

    counting: Counting

    @property
    def tier(self) -> str:
        """Tier, units and year in words."""
        return tier_words(self.counting.fee)


@dataclass(frozen=True)
class Part:
    """The sum of one office."""

    of: OfficeSum
    entries: list[Entry]
    options: list[Option]
    gaps: list[str]


class Result:
    """The sums by office and the total in CNY; `left_out` names the currencies that are not in the total."""

    def __init__(self, sums: Sequence[OfficeSum], rates: CnyRates, chosen: frozenset[str], day: dt.date) -> None:
        self.day = day
        self.rates = rates
        self.parts = [
            Part(
                each,
                [Entry(line) for line in each.lines],
                [Option(fee, choice_id(fee) in chosen) for fee in each.options],
                [gap_words(gap) for gap in each.gaps],
            )
            for each in sums
        ]
        counted = [line.cny for each in sums for line in each.lines if line.cny is not None]
        self.total = Money.of(sum((money.amount for money in counted), Money.of(0, "CNY").amount), "CNY")
        self.left_out = sorted({line.fee.currency for each in sums for line in each.lines if line.cny is None})
        self.has_gaps = any(part.gaps for part in self.parts)
