"""What a list of cases may be narrowed to, each as one condition on plain values that an index can serve."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from cases.choices import OPEN
from cases.models import Case, CaseCountry

Rows = QuerySet[Case]
# A condition's name and its values (int, str, date, datetime): what a prepared statement is made from.
Asked = tuple[str, tuple[Any, ...]]
# So many cases of a country can be read and sorted for one page of the nation's list; of a center's, which is shorter
# to go through case by case.
FEW, FEW_HERE = 3_000, 400
_HAS_COUNTRY = (
    'exists (select from cases_casecountry c where c.case_id = "cases_case"."id" and c.center_id = "cases_case"."center_id"'
    " and c.country = %s offset 0)"
)
_CENTER_LATE = '("cases_case"."center_id", "cases_case"."due_on") < (%s, %s)'


def narrowed(rows: Rows, asked: Sequence[Asked]) -> Rows:
    """Narrow `rows` by every condition of `asked`. Raises KeyError for a name that is none."""
    for name, values in asked:
        rows = CONDITIONS[name](rows, *values)
    return rows


def country_condition(country: str, center_id: int | None) -> str:
    """Name the condition that finds the cases of a country in a center, or in the nation (None). One query.

    A country with many cases is looked for case by case in the list's order; a rare one is read whole and sorted. The
    planner cannot tell them apart: it does not know that a case's countries lie with the case's own center.
    """
    where, values = ("center_id > 0", [FEW]) if center_id is None else ("center_id = %s", [center_id, FEW_HERE])
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*) from (select from cases_casecountry where country = %s and {where} limit %s) counted",  # noqa: S608
            [country, *values],
        )
        (found,) = cursor.fetchone()
    return "common_country" if found == values[-1] else "country"


def _words(rows: Rows, term: str) -> Rows:
    """Search through the definer function: LIKE under RLS uses no index."""
    return rows.filter(pk__in=RawSQL("select case_search(%s)", [term]))


def _states(rows: Rows, *states: str) -> Rows:
    return rows.filter(state__in=states)


def _ip_kind(rows: Rows, kind: str) -> Rows:
    return rows.filter(RawSQL('%s = any("cases_case"."ip_kinds")', [kind], output_field=BooleanField()))


def _country(rows: Rows, country: str) -> Rows:
    """Compare the center as well: the planner then knows that a case's countries lie with its own center."""
    found = CaseCountry.objects.filter(case_id=OuterRef("pk"), center_id=OuterRef("center_id"), country=country)
    return rows.filter(Exists(found))


def _common_country(rows: Rows, country: str) -> Rows:
    """OFFSET 0 keeps the planner from sorting all the country's cases."""
    return rows.filter(RawSQL(_HAS_COUNTRY, [country], output_field=BooleanField()))  # noqa: S611


def _filed_from(rows: Rows, moment: datetime.datetime) -> Rows:
    return rows.filter(submitted_at__gte=moment)


def _filed_before(rows: Rows, moment: datetime.datetime) -> Rows:
    return rows.filter(submitted_at__lt=moment)


def _late(rows: Rows, today: datetime.date) -> Rows:
    return rows.filter(due_on__lt=today, state__in=OPEN)


def _late_here(rows: Rows, center_id: int, today: datetime.date) -> Rows:
    """For a center the day is compared together with the center: the nation's index of days cannot serve that."""
    late = RawSQL(_CENTER_LATE, [center_id, today], output_field=BooleanField())  # noqa: S611
    return rows.filter(late, state__in=OPEN)


def _equal(column: str) -> Callable[..., Rows]:
    return lambda rows, value: rows.filter(**{column: value})


CONDITIONS: Mapping[str, Callable[..., Rows]] = {
    "words": _words,
    "states": _states,
    "ip_kind": _ip_kind,
    "country": _country,
    "common_country": _common_country,
    "filed_from": _filed_from,
    "filed_before": _filed_before,
    "late": _late,
    "late_here": _late_here,
    "dispute_type": _equal("dispute_type"),
    "level": _equal("level"),
    "source": _equal("source"),
    "handler": _equal("handler_id"),
    "center": _equal("center_id"),
    # The board counts each case once, under the country it is mainly about.
    "main_country": _equal("country"),
}
