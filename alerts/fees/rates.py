"""CNY beside a fee: the rates that editors released, then those of the European Central Bank; never a guess.

Unlike the amounts of a dispute, a fee of today is shown at the last rate there is, however old, and the page says of which
day it is (`CnyRates.rate_of`, `Beside.is_late`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from alerts.fees.models import Rate as Released
from portal.reference.fx import HOME, MAX_AGE_DAYS, Rate, RateSource, packaged_source
from portal.reference.money import Money


@dataclass(frozen=True, slots=True)
class Beside:
    """A rate for a day, and whether it is older than a rate of that day may be."""

    rate: Rate
    day: dt.date
    until: dt.date | None = None

    @property
    def is_late(self) -> bool:
        """Tell that the day lies beyond the last rate there is."""
        return self.until is None and (self.day - self.rate.on).days > MAX_AGE_DAYS

    @property
    def words(self) -> str:
        """Say rate, day and source, and that there is no later one where that is so."""
        facts = {
            "currency": self.rate.currency, "rate": f"{self.rate.value.normalize():f}", "date": self.rate.on.isoformat(),
            "source": self.rate.source, "until": self.until,
        }  # fmt: skip
        if self.until is not None:
            return _("1 %(currency)s = %(rate)s CNY, set for %(date)s to %(until)s (%(source)s)") % facts
        if self.is_late:
            return _("1 %(currency)s = %(rate)s CNY, last known rate, of %(date)s (%(source)s)") % facts
        return _("1 %(currency)s = %(rate)s CNY, rate of %(date)s (%(source)s)") % facts

    def cny(self, money: Money) -> Money:
        """Give the amount in CNY, rounded half up to the fen."""
        return Money.of(money.amount * self.rate.value, HOME)


class CnyRates:
    """The rates of one page: released ones read once, every currency looked up once."""

    def __init__(self, day: dt.date, *, released: Iterable[Released] | None = None, source: RateSource | None = None):
        self.day = day
        self._source = source or packaged_source()
        rows = Released.objects.filter(valid_from__lte=day, valid_to__gte=day) if released is None else released
        self._released = {row.currency: row for row in rows}
        self._known: dict[str, Beside | None] = {}

    def rate_of(self, currency: str) -> Beside | None:
        """Give the rate of the day, or the last before it; None where no source knows the currency."""
        if currency not in self._known:
            self._known[currency] = self._look_up(currency)
        return self._known[currency]

    def _look_up(self, currency: str) -> Beside | None:
        if currency == HOME:
            return Beside(Rate(HOME, Decimal(1), self.day, "—"), self.day)
        if row := self._released.get(currency):
            return Beside(Rate(currency, row.value, row.valid_from, row.source_title), self.day, row.valid_to)
        rate = self._source.rate(currency, self.day)
        return Beside(rate, self.day) if rate else None

    def cny(self, money: Money) -> Money | None:
        """Give an amount in CNY, None where no rate is known."""
        beside = self.rate_of(money.currency)
        return beside.cny(money) if beside else None

    @property
    def used(self) -> list[Beside]:
        """The rates that were looked up and found, by currency, CNY aside."""
        return [beside for code, beside in sorted(self._known.items()) if beside and code != HOME]

    @property
    def missing(self) -> list[str]:
        """The currencies for which no rate is known."""
        return sorted(code for code, beside in self._known.items() if beside is None)
