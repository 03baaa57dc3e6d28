"""The one filter in its two forms: what a list shows is what a subscription brings, for whatever wishes and editions."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.publishing.choices import Kind, Level, Right, Tag
from alerts.publishing.filters import Wanted, matching_sql
from alerts.publishing.models import Edition
from cases.choices import IPKind

pytestmark = pytest.mark.django_db

LISTS = ("countries", "industries", "ip_kinds", "tags")


def some(values: Any) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(sorted(values)), max_size=2, unique=True).map(lambda found: tuple(sorted(found)))


AUDIENCE = {
    "countries": some(("US", "DE", "EM")),
    "industries": some(("C", "F", "I")),
    "ip_kinds": some(IPKind.values[:3]),
    "tags": some(Tag.values),
}
LEVELS = st.sampled_from(["", *Level.values])
WISHES = st.builds(Wanted, kinds=some(Kind.values), rights=some(Right.values[:3]), level=LEVELS, **AUDIENCE)
EDITIONS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(Kind.values),
            "level": LEVELS,
            "right": st.sampled_from(["", *Right.values]),
            **AUDIENCE,
        }
    ),
    min_size=1,
    max_size=12,
)
# The columns of a wish as a subscription keeps them.
_WISH = "(select {}, %s::text as level) w".format(
    ", ".join(f"%s::text[] as {name}" for name in ("kinds", *LISTS, "rights"))
)


def rows_of(editions: list[dict[str, Any]]) -> tuple[str, list[Any]]:
    """Write editions as a table expression that stands before the real table, whose guards take approved texts only."""
    row = "select %s::bigint as id, %s::varchar as kind, %s::varchar as level, %s::varchar as right, {}".format(
        ", ".join(f"%s::varchar[] as {name}" for name in LISTS)
    )
    values = [
        value
        for number, each in enumerate(editions)
        for value in (number, each["kind"], each["level"], each["right"], *(list(each[name]) for name in LISTS))
    ]
    row = row.replace(" as right", ' as "right"')
    return f"with publishing_edition as ({' union all '.join([row] * len(editions))}) ", values


def asked(sql: str, values: list[Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}


def test_both_forms_agree_for_any_wish_and_edition() -> None:
    seen = {"in": 0, "out": 0}

    @settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(wish=WISHES, editions=EDITIONS)
    def agree(wish: Wanted, editions: list[dict[str, Any]]) -> None:
        table, values = rows_of(editions)
        listed_sql, listed_values = wish.apply(Edition.objects.order_by()).values("id").query.sql_with_params()
        listed = asked(table + listed_sql, [*values, *listed_values])
        brought = asked(
            f"{table} select e.id from publishing_edition e, {_WISH} where {matching_sql('w', 'e')}",
            [*values, *(list(getattr(wish, name)) for name in ("kinds", *LISTS, "rights")), wish.level],
        )
        assert listed == brought
        seen["in"] += len(listed)
        seen["out"] += len(editions) - len(listed)

    agree()
    assert min(seen.values()) > 100, seen


def test_a_filter_survives_its_address_and_its_storage() -> None:
    from django.http import QueryDict

    wish = Wanted(kinds=("alert", "law"), countries=("DE", "US"), ip_kinds=("trademark",), level="warning")
    assert Wanted.read(wish.stored()) == wish
    query = QueryDict(wish.query())
    assert Wanted.read({name: query.getlist(name) for name in query} | {"level": query.get("level")}) == wish
    assert Wanted.read({"kinds": ["no such kind"], "countries": ["ZZ"], "level": "loud"}) == Wanted()
