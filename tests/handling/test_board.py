"""The board: every figure equals a direct count of the cases, and leads to exactly those."""

from __future__ import annotations

import datetime
import html
import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.choices import OPEN, Level, State
from cases.models import Case, CaseRollup, Closing
from cases.models.case import NO_DUE_DATE, of
from cases.selectors.board import Board, board_of, refreshed_at
from cases.services.rollups import rollups_refresh
from portal.reference.countries import country_name
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests.handling.conftest import Office
from tests.handling.test_worklist import shown

pytestmark = pytest.mark.django_db
URL = "/board/"
TODAY = timezone.localdate


def fill(office: Office) -> None:
    """File cases of every state at two centers, some late, some major, over three months and three countries."""
    for n, state in enumerate(State.values):
        for place in range(1 + n % 3):
            at = timezone.now() - datetime.timedelta(days=31 * place)
            case = office.case(
                state,
                center=office.elsewhere if (n + place) % 2 else office.center,
                country=("US", "DE", "JP")[(n + place) % 3],
                level=Level.values[(n + 2 * place) % 3],
                submitted_at=at,
                due_on=TODAY() - datetime.timedelta(days=1) if place == 0 else TODAY() + datetime.timedelta(days=5),
            )
            if state in {"closed", "archived"}:
                closings(case, n)
    # What waits for nobody is never overdue, and a date that is none is not late.
    office.case("closed", due_on=TODAY() - datetime.timedelta(days=9), waiting_for="nobody")
    office.case("accepted", due_on=NO_DUE_DATE)
    with scopes.enter(scopes.system()):
        rollups_refresh()


def closings(case: Case, n: int) -> None:
    """Close a case twice: only the second result counts."""
    with scopes.enter(scopes.system()):
        for amount in (Decimal(1_000_000), Decimal(10_000 + n)):
            Closing.objects.create(
                **of(case), outcome="settled", summary="和解", recovered=amount, recovered_currency="CNY",
                recovered_cny=amount,
            )  # fmt: skip


def filed(office: Office, center_id: int | None) -> list[Case]:
    with scopes.enter(scopes.system()):
        rows = Case.objects.exclude(state="draft").select_related("center").prefetch_related("closing_set")
        return list(rows.filter(center_id=center_id) if center_id else rows)


def late(case: Case) -> bool:
    return case.state in OPEN and case.due_on is not None and case.due_on < TODAY()


def counted(rows: list[Case], key: Any) -> dict[str, tuple[int, int]]:
    """Count cases and overdue ones by a property of the case."""
    every, over = Counter(key(row) for row in rows), Counter(key(row) for row in rows if late(row))
    return {code: (every[code], over[code]) for code in every}


def month(case: Case) -> str:
    assert case.submitted_at is not None
    return f"{timezone.localtime(case.submitted_at):%Y-%m}"


@pytest.mark.parametrize("code", ["coordinator", "analyst", "supervisor"])
def test_the_figures_equal_a_direct_count(office: Office, code: str) -> None:
    fill(office)
    with office.acting(code) as actor:
        at = refreshed_at()
        assert at is not None
        board: Board = board_of(actor, at)
    rows = filed(office, office.center.pk if code == "supervisor" else None)
    assert len(rows) > 10
    assert board.total == len(rows)
    assert board.open == sum(row.state in OPEN for row in rows)
    assert board.overdue == sum(map(late, rows)) > 0
    assert board.major == sum(row.level == "major" for row in rows) > 0
    assert {row.code: (row.cases, row.overdue) for row in board.states} == counted(rows, lambda row: row.state)
    assert {row.code: (row.cases, row.overdue) for row in board.countries} == counted(rows, lambda row: row.country)
    months = {row.code: (row.cases, row.overdue) for row in board.months if row.cases}
    assert months == counted(rows, month)
    last = [max(row.closing_set.all(), key=lambda closing: closing.pk, default=None) for row in rows]
    assert board.recovered == sum(row.recovered_cny for row in last if row and row.recovered_cny) > 0
    by_center = {row.center.pk: (row.cases, row.open, row.overdue, row.major) for row in board.centers}
    if code == "supervisor":
        assert by_center == {}
        return
    for center in (office.center, office.elsewhere):
        own = [row for row in rows if row.center_id == center.pk]
        assert by_center[center.pk] == (
            len(own),
            sum(row.state in OPEN for row in own),
            sum(map(late, own)),
            sum(row.level == "major" for row in own),
        )


@pytest.mark.parametrize("code", ["coordinator", "supervisor"])
def test_every_figure_leads_to_exactly_its_cases(office: Office, code: str) -> None:
    fill(office)
    client = office.client(code)
    body = client.get(URL).content.decode()
    cells = re.findall(r'<td class="number"><a (?:class="text-danger" )?href="([^"]+)"[^>]*>([\d,]+)</a>', body)
    big = re.findall(r'<a href="([^"]+)"><span>[^<]+</span><strong>([\d,]+)</strong>', body)
    assert len(big) == 4
    assert len(cells) > 20
    for url, number in [*big, *cells]:
        path = html.unescape(url)
        assert path.startswith("/work/?"), path
        found, seen = path.removeprefix("/work/"), []
        while found:
            page = client.get("/work/" + found).content.decode()
            seen += shown(client, found)
            more = re.search(r'rel="next" href="([^"]+)"', page)
            found = html.unescape(more[1]) if more else ""
        assert len(seen) == int(number.replace(",", "")), path


def test_the_table_says_what_the_chart_shows(office: Office) -> None:
    fill(office)
    body = office.client("analyst").get(URL).content.decode()
    for label in (State.IN_GUIDANCE.label, country_name("DE")):
        assert f'<th scope="row">{label}</th>' in body
    assert body.count('type="application/json"') == 3


def test_a_board_without_a_count_says_so(office: Office) -> None:
    for code in ("coordinator", "supervisor"):
        assert "还没有数据" in office.client(code).get(URL).content.decode()


def test_who_sees_no_board(office: Office) -> None:
    for code in ("handler", "intake", "owner", "expert"):
        assert office.client(code).get(reverse("cases:board")).status_code == 403, code


def test_the_board_costs_the_same_however_many_cases_there_are(office: Office) -> None:
    def cost() -> int:
        with scopes.enter(scopes.system()):
            rollups_refresh()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        return len(queries)

    client = office.client("coordinator")
    office.case("accepted")
    cost()
    few = cost()
    fill(office)
    assert cost() == few <= 16


def test_only_centers_whose_cases_changed_are_counted_anew(office: Office) -> None:
    fill(office)
    with scopes.enter(scopes.system()):
        # As if everything had happened long before the last count.
        Case.objects.update(updated_at=timezone.now() - datetime.timedelta(hours=1))
        assert rollups_refresh() == 0
        before = refreshed_at()
    moved = office.case("accepted", country="JP")
    with scopes.enter(scopes.system()):
        assert rollups_refresh() == 1
        after = refreshed_at()
    assert before is not None
    assert after is not None
    assert after > before
    with scopes.enter(scopes.system()):
        rows = CaseRollup.objects.filter(dimension="state", center_id=moved.custodian_id)
        assert sum(row.cases for row in rows) == len(filed(office, moved.center_id))


def test_a_new_day_counts_every_center_anew(office: Office) -> None:
    fill(office)
    with scopes.enter(scopes.system()):
        Case.objects.update(updated_at=timezone.now() - datetime.timedelta(days=2))
        CaseRollup.objects.update(refreshed_at=timezone.now() - datetime.timedelta(days=1))
        assert rollups_refresh() == Center.objects.filter(pk__gt=0).count()
