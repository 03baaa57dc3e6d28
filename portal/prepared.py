"""Queries of hot pages whose SQL the ORM writes once per process instead of once per request.

Writing a statement costs Django several times what PostgreSQL needs to answer it. `@prepared` keeps the statement with
the places of its values, and makes the same model instances from the rows; the queryset stays the one place that says
what is read.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

from portal.tenancy import scope as scopes

M = TypeVar("M", bound=Model)
P = ParamSpec("P")
# Values that no row and no constant of a query has; each stands for one argument while the statement is written.
_FIRST = 7_400_000_000_000_000_000
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: _FIRST + place,
    str: lambda place: f"\x02{place}\x02",
    uuid.UUID: lambda place: uuid.UUID(int=_FIRST + place),
    datetime.date: lambda place: datetime.date(1, 1, 1 + place),
    datetime.datetime: lambda place: datetime.datetime(1900, 1, 1, 0, 0, place, tzinfo=datetime.UTC),
}


def prepared(make: Callable[P, QuerySet[M]]) -> Callable[P, list[M]]:
    """Turn a function that makes a queryset into one that gives its rows as a list.

    Positional arguments are values (int, str, UUID, date, datetime; never None) and only stand in the statement; named
    arguments are part of its shape, one statement each, and must be few. Prefetches are not supported. Raises
    ValueError when a value does not reach the statement as it is.
    """

    # What is written may depend on the role (portal.tenancy.fields), so there is a statement per role.
    @lru_cache(maxsize=256)
    def plan(role: str, kinds: tuple[type, ...], shape: tuple[tuple[str, Any], ...]) -> _Plan:
        marks = [_MARKS[kind](place) for place, kind in enumerate(kinds)]
        return _Plan(make(*marks, **dict(shape)), marks)

    @wraps(make)
    def rows(*values: Any, **shape: Any) -> list[M]:
        kinds = tuple([type(value) for value in values])
        return plan(scopes.current().role, kinds, tuple(sorted(shape.items()))).rows(values)

    return rows


class _Plan:
    """One statement with the places of its values, and how its rows become instances (as Django's ModelIterable does)."""

    def __init__(self, queryset: QuerySet[Any], marks: list[Any]) -> None:
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined] # the stubs leave it out
            raise ValueError("A prepared query prefetches nothing.")
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, parameters = compiler.as_sql()
        self.parameters = [(marks.index(value), None) if value in marks else (None, value) for value in parameters]
        missing = set(range(len(marks))) - {place for place, _value in self.parameters}
        if missing:
            raise ValueError(f"Arguments {sorted(missing)} do not stand in the statement.")
        info: Any = compiler.klass_info
        select: Any = compiler.select
        self.model: type[Model] = info["model"]
        self.first, self.last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.names = [column[0].target.attname for column in select[self.first : self.last]]
        self.populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # the stubs are of Django 6
        self.extra: list[tuple[str, int]] = list((compiler.annotation_col_map or {}).items())
        expressions = [column[0] for column in select[0 : compiler.col_count]]
        self.converters: list[Any] = list(compiler.get_converters(expressions).items())

    def rows(self, values: tuple[Any, ...]) -> list[Any]:
        """Run the statement with these values."""
        connection = connections[DEFAULT_DB_ALIAS]
        bound = [value if place is None else values[place] for place, value in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, bound)
            found: list[Any] = cursor.fetchall()
        if self.converters:
            found = [list(row) for row in found]
            for row in found:
                for column, (functions, expression) in self.converters:
                    for function in functions:
                        row[column] = function(row[column], expression, connection)
        made = []
        for row in found:
            one: Any = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.first : self.last])
            for populator in self.populators:
                populator.populate(row, one)
            for name, column in self.extra:
                setattr(one, name, row[column])
            made.append(one)
        return made
