"""Keyset pages: the cost of page 4,000 is the cost of page 1, and no exact count is taken."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL

M = TypeVar("M", bound=models.Model)
PAGE_SIZE = 25
LONGEST_CURSOR = 200
MOST = 2**63 - 1


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows with the cursors of its neighbours ("" where there is none)."""

    rows: Sequence[M]
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Order:
    """A total order by `column` and then `id`, both in the same direction, as an index offers it.

    With `through`, `column` is one of the row that this foreign key names; select it with the rows.
    """

    column: str
    descending: bool = False
    through: str = ""

    @property
    def path(self) -> str:
        """The column as a query names it."""
        return f"{self.through}__{self.column}" if self.through else self.column

    def names(self, *, backwards: bool = False) -> list[str]:
        sign = "-" if self.descending != backwards else ""
        return [f"{sign}{self.path}", f"{sign}id"] if self.column != "id" else [f"{sign}id"]


NEWEST = Order("id", descending=True)  # what was written last stands first


def encode(row: models.Model, order: Order) -> str:
    """Write the place of `row` in `order` as an opaque word."""
    value = getattr(getattr(row, order.through) if order.through else row, order.column)
    text = value.isoformat() if isinstance(value, datetime.date) else value
    return base64.urlsafe_b64encode(json.dumps([text, row.pk]).encode()).decode().rstrip("=")


def decode(cursor: str, order: Order, model: type[models.Model]) -> tuple[Any, int] | None:
    """Read a cursor; None when it is not one of this order's (the list then starts at its beginning)."""
    if len(cursor) > LONGEST_CURSOR:
        return None
    holder = model._meta.get_field(order.through).related_model if order.through else model
    assert isinstance(holder, type)
    column = holder._meta.get_field(order.column)
    assert isinstance(column, models.Field)
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        # Whatever the words say, the database gets a value of the column's own type.
        place = column.to_python(value)
        number = model._meta.pk.to_python(pk)
    except (ValueError, TypeError, OverflowError, ValidationError, binascii.Error):
        return None
    if isinstance(pk, bool) or not isinstance(pk, int) or not 0 <= number <= MOST or place is None:
        return None
    if isinstance(place, datetime.datetime) and place.tzinfo is None:
        return None
    return place, number


def page(
    rows: models.QuerySet[M], *, order: Order, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[M]:
    """Give the page after (or before) a cursor. One query; reads one row more than it shows."""
    place, backwards = place_of(rows.model, order, after=after, before=before)
    found = list(from_place(rows, order, place, backwards=backwards, size=size))
    return page_of(found, order, beginning=place is None, backwards=backwards, size=size)


def place_of(
    model: type[models.Model], order: Order, *, after: str = "", before: str = ""
) -> tuple[tuple[Any, int] | None, bool]:
    """Read the two cursors of an address: the place to begin behind (None: the list's beginning), and whether the page
    before it is meant."""
    backwards = bool(before) and not after
    place = decode(before if backwards else after, order, model) if (before or after) else None
    return place, backwards


def from_place(
    rows: models.QuerySet[M], order: Order, place: tuple[Any, int] | None, *, backwards: bool, size: int = PAGE_SIZE
) -> models.QuerySet[M]:
    """Narrow `rows` to a page behind `place` and one row more, in the order of reading."""
    if place is not None and order.through:
        way = "lt" if order.descending != backwards else "gt"
        # The first condition says nothing new; by it an index on the column begins at the place.
        begins = models.Q(**{f"{order.path}__{way}e": place[0]})
        rows = rows.filter(
            begins, models.Q(**{f"{order.path}__{way}": place[0]}) | models.Q(**{f"id__{way}": place[1]})
        )
    elif place is not None:
        table = rows.model._meta.db_table
        operator = "<" if order.descending != backwards else ">"
        # Table and column names come from our code, the values go as parameters.
        condition = f'("{table}"."{order.column}", "{table}"."id") {operator} (%s, %s)'
        rows = rows.filter(RawSQL(condition, list(place), output_field=models.BooleanField()))  # noqa: S611
    return rows.order_by(*order.names(backwards=backwards))[: size + 1]


def page_of(found: list[M], order: Order, *, beginning: bool, backwards: bool, size: int = PAGE_SIZE) -> Page[M]:
    """Make a page of what `from_place` gave."""
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([])
    has_next = more if not backwards else True
    has_previous = not beginning if not backwards else more
    return Page(
        found,
        after=encode(found[-1], order) if has_next else "",
        before=encode(found[0], order) if has_previous else "",
    )
