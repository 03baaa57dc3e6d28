"""How PostgreSQL finds the rows of every list, under row-level security, in one filled database (`make bench` asks it).

A list must be read from an index in its order. Named as findings: a sequential scan of a table of cases, and a sort or
a scan that touches more rows than `MOST_ROWS` for a page of 25.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from cases.access import visible_cases  # noqa: E402
from cases.filters import CaseFilter  # noqa: E402
from cases.models import Case  # noqa: E402
from cases.selectors import worklist  # noqa: E402
from portal.accounts.actors import Actor, Seat  # noqa: E402
from portal.keyset import NEWEST, page  # noqa: E402
from portal.tenancy import scope as scopes  # noqa: E402
from tests.bench.fill import FIRST_OWNER, FIRST_STAFF, STAFF  # noqa: E402
from tests.bench.seed import CENTER, deep_cursor  # noqa: E402

MOST_ROWS = 5_000
BIG = {"cases_case", "cases_casecountry", "cases_opinion", "experts_assignment"}
FILTERS = (
    "state=in_guidance", "state=submitted&state=archived", "country=US", "country=AR", "main_country=DE", "level=major",
    "dispute_type=squatting", "ip_kind=trademark", "source=hotline", "overdue=true", "submitted_from=2026-10-01",
    "submitted_from=2023-01-01&submitted_to=2023-01-31", "q=有限公司", "q=第17有限公司", "state=closed&country=JP",
)  # fmt: skip


def _actor(kind: Any, role: str, user_id: int, center_id: int | None = None, enterprise_id: int | None = None) -> Actor:
    seat = Seat("plan", kind, frozenset({role}), center_id, enterprise_id)
    return Actor(user_id, seat, second_factor=True)


def lists() -> Iterator[tuple[str, Actor, Any]]:
    """Give every list with its name, who reads it, and how its page is fetched."""
    staff = FIRST_STAFF + (CENTER - 1) * STAFF
    handler, chief = _actor("center", "handler", staff + 4, CENTER), _actor("center", "supervisor", staff, CENTER)
    intake, nation = _actor("center", "intake", staff + 1, CENTER), _actor("national", "coordinator", FIRST_STAFF, 1)
    with scopes.enter(scopes.system()):
        deep = {"center": deep_cursor(center_id=CENTER), "national": deep_cursor(center_id__gt=0)}
    for actor in (handler, chief, intake, nation):
        who = next(iter(actor.personas))
        for view in worklist.views_for(actor):
            yield (
                f"{who}: {view.key}",
                actor,
                lambda actor=actor, view=view: worklist.worklist_page(view, actor),
            )
    for actor in (handler, nation):
        who, view = next(iter(actor.personas)), worklist.EVERYTHING
        yield (
            f"{who}: all, deep",
            actor,
            lambda actor=actor, view=view: worklist.worklist_page(view, actor, after=deep[actor.kind]),
        )
        for query in FILTERS:
            yield f"{who}: all, {query}", actor, lambda actor=actor, query=query: _filtered(actor, query)
        yield (
            f"{who}: queue, state=submitted",
            actor,
            lambda actor=actor: _filtered(actor, "state=submitted", worklist.QUEUE),
        )
    nation_center = f"center={CENTER}"
    yield f"coordinator: all, {nation_center}", nation, lambda: _filtered(nation, nation_center)
    yield "enterprise's cases", _actor("enterprise", "owner", FIRST_OWNER + 1, None, 1), None
    yield "expert's cases", _actor("expert", "expert", FIRST_STAFF + 1), None


def _filtered(actor: Actor, query: str, view: worklist.View = worklist.EVERYTHING) -> Any:
    filters = CaseFilter(QueryDict(query), actor=actor, whole=False)
    assert filters.is_valid(), filters.errors
    return worklist.worklist_page(view, actor, asked=filters.asked())


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _walk(child)


def judge(sql: str) -> tuple[float, str, list[str]]:
    """Run EXPLAIN ANALYZE twice; give the second's milliseconds, the indexes used, and what is wrong."""
    with connection.cursor() as cursor:
        for _turn in range(2):
            cursor.execute("explain (analyze, format json) " + sql)
            ((found,),) = cursor.fetchall()
    plan = found[0]
    indexes, wrong = [], []
    for node in _walk(plan["Plan"]):
        touched = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        if node["Node Type"] == "Seq Scan" and node.get("Relation Name") in BIG:
            wrong.append(f"sequential scan of {node['Relation Name']}")
        elif ("Sort" in node["Node Type"] or "Scan" in node["Node Type"]) and touched > MOST_ROWS:
            wrong.append(f"{node['Node Type']} {node.get('Index Name', '')} of {touched:,.0f} rows")
        if "Index Name" in node:
            indexes.append(node["Index Name"])
    return plan["Execution Time"], ", ".join(dict.fromkeys(indexes)), wrong


def findings() -> list[dict[str, Any]]:
    """Judge every list."""
    found = []
    for name, actor, fetch in lists():
        with scopes.enter(actor.scope()):
            with CaptureQueriesContext(connection) as captured:
                if fetch is None:
                    page(visible_cases(actor).exclude(state="draft"), order=NEWEST)
                else:
                    fetch()
            sql = next(
                each["sql"] for each in captured.captured_queries if f'FROM "{Case._meta.db_table}"' in each["sql"]
            )
            milliseconds, indexes, wrong = judge(sql)
        found.append({"list": name, "ms": round(milliseconds, 2), "indexes": indexes, "findings": wrong})
    return found


if __name__ == "__main__":
    json.dump(findings(), sys.stdout, ensure_ascii=False)
