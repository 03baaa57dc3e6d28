"""One fee as a line: the value that file, form, proposal and public table share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, NamedTuple

from alerts.fees.choices import Act, Charge, Counted, Tier, Unit
from alerts.fees.models import Fee
from portal.reference.currencies import quantize


class Key(NamedTuple):
    """What tells one fee from another; of one key, one row holds on a day."""

    office: str
    right: str
    code: str
    tier: str
    year: int


@dataclass(frozen=True, slots=True)
class Line:
    """The values of a `Fee`, the office by its code; see there for what they mean. The order is that of the file."""

    office: str
    right: str
    act: str
    code: str
    amount: Decimal
    currency: str
    label: str
    label_zh: str
    source_title: str
    source_url: str
    read_on: dt.date
    tier: str = Tier.STANDARD
    year: int = 0
    period: int = 0
    country: str = ""
    unit: str = Unit.CASE
    unit_from: int = 1
    unit_to: int | None = None
    charge: str = Charge.EACH
    counted: str = Counted.ALWAYS
    refers_to: str = ""
    is_discount: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    label_en: str = ""
    note_zh: str = ""
    note_en: str = ""

    @property
    def key(self) -> Key:
        """What tells it from other fees."""
        return Key(self.office, self.right, self.code, self.tier, self.year)

    @property
    def first(self) -> dt.date:
        """The first day, the earliest of all when the source does not say."""
        return self.valid_from or dt.date.min

    @property
    def last(self) -> dt.date:
        """The last day, the latest of all when it is open."""
        return self.valid_to or dt.date.max

    @property
    def place(self) -> str:
        """The text by which lists are ordered."""
        act = list(Act).index(Act(self.act))
        first = self.valid_from.isoformat() if self.valid_from else ""
        return (
            f"{self.office}|{self.right}|{act:02d}|{self.code}|{self.year:03d}|{self.unit_from:05d}|{self.tier}|{first}"
        )

    def ended(self, day: dt.date) -> Line:
        """The same line with another last day."""
        return replace(self, valid_to=day)

    def same_but_days(self, other: Line) -> bool:
        """Say whether two lines ask the same for the same, whenever they hold."""
        return replace(self, valid_from=None, valid_to=None) == replace(other, valid_from=None, valid_to=None)

    def cells(self) -> dict[str, str]:
        """Write the line as cells of the file."""
        return {column: _cell(getattr(self, column)) for column in COLUMNS}

    @classmethod
    def of(cls, cells: Mapping[str, str]) -> Line:
        """Read cells that `cells` wrote (a file of somebody else's goes through forms.FeeForm)."""
        return cls(**{column: _VALUES.get(column, str)(cells[column]) for column in COLUMNS})

    @classmethod
    def of_fee(cls, fee: Fee) -> Line:
        """Read a published row; its office must have been fetched with it."""
        own = {field.name: getattr(fee, field.name) for field in fields(cls) if field.name != "office"}
        amount = quantize(fee.amount, fee.currency)
        return cls(office=fee.office.code, **own | {"amount": amount})


# The columns of the file: the key first, then how it counts, the amount, the days, the words, the source.
COLUMNS = (
    "office", "right", "act", "code", "tier", "year", "period", "country", "unit", "unit_from", "unit_to", "charge",
    "counted", "refers_to", "is_discount", "amount", "currency", "valid_from", "valid_to", "label", "label_zh", "label_en",
    "note_zh", "note_en", "source_title", "source_url", "read_on",
)  # fmt: skip


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _day(cell: str) -> dt.date | None:
    return dt.date.fromisoformat(cell) if cell else None


_VALUES: Mapping[str, Callable[[str], Any]] = {
    "year": int,
    "period": int,
    "unit_from": int,
    "unit_to": lambda cell: int(cell) if cell else None,
    "is_discount": lambda cell: cell == "yes",
    "amount": Decimal,
    "valid_from": _day,
    "valid_to": _day,
    "read_on": dt.date.fromisoformat,
}
