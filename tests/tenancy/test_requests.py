"""The transaction of a request: what is kept, what is taken back, and in which scope each part of it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.test import Client, override_settings

from cases.models import Case, Note
from portal.policy import table
from portal.tenancy import scope as scopes
from tests import people
from tests.cases_made import filed_case
from tests.tenancy import probes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Client, Case, Case]]:
    """A handler's client, a case of their center and one of another center, all committed."""
    rows = {(row.route, method): row for row in probes.RULES for method in row.methods}
    whole = {**table.rules(), **rows}
    monkeypatch.setattr(table, "rules", lambda: whole)
    own = filed_case(people.make_center(), people.make_enterprise())
    foreign = filed_case(people.make_center(), people.make_enterprise())
    handler = people.person("handler", center=own.center)
    with override_settings(ROOT_URLCONF="tests.tenancy.probes"):
        yield people.login(Client(raise_request_exception=False), handler), own, foreign


def notes() -> int:
    with scopes.enter(scopes.system()):
        return Note.objects.count()


def test_a_good_answer_keeps_what_was_written(desk: tuple[Client, Case, Case]) -> None:
    assert desk[0].post("/probe/keep/").status_code == 200
    assert notes() == 1


@pytest.mark.parametrize(
    ("view", "status"), [("fail", 500), ("answer_500", 500), ("fail_late", 500), ("answer_404", 404)]
)
def test_a_failure_takes_everything_back(desk: tuple[Client, Case, Case], view: str, status: int) -> None:
    assert desk[0].post(f"/probe/{view}/").status_code == status
    assert notes() == 0


def test_a_page_drawn_late_is_drawn_in_the_scope(desk: tuple[Client, Case, Case]) -> None:
    client, own, _ = desk
    assert client.get("/probe/draw_late/").content.decode() == f"[{own.number}]"


def test_a_stream_reads_nothing_once_the_scope_is_gone(desk: tuple[Client, Case, Case]) -> None:
    response: Any = desk[0].get("/probe/stream/")
    with pytest.raises(ProgrammingError, match="permission denied"):
        b"".join(response.streaming_content)


def test_a_nested_scope_is_left_as_it_was_found(desk: tuple[Client, Case, Case]) -> None:
    client, own, foreign = desk
    before, wide, after, after_error, role = client.get("/probe/nest/").content.decode().split("|")
    assert before == after == after_error == f"[{own.number}]"
    assert foreign.number in wide
    assert role == "scope_center"


def test_nothing_of_a_scope_is_left_on_the_connection(desk: tuple[Client, Case, Case]) -> None:
    desk[0].get("/probe/draw_late/")
    with connection.cursor() as cursor:
        cursor.execute("select current_user = session_user, coalesce(current_setting('app.center_id', true), '')")
        assert cursor.fetchone() == (True, "")
    with pytest.raises(ProgrammingError, match="permission denied"):
        Case.objects.count()


def test_a_login_route_runs_as_the_bare_login(desk: tuple[Client, Case, Case]) -> None:
    client = desk[0]
    assert client.get("/probe/bare/").content.decode().startswith("(True, '")
    assert Client().get("/probe/bare/").content.decode() == "(True, '')"


def test_a_route_without_a_row_is_not_run(desk: tuple[Client, Case, Case]) -> None:
    assert desk[0].post("/probe/unlisted/").status_code == 403
    assert notes() == 0


def test_a_persona_the_row_does_not_name_does_not_reach_the_view(desk: tuple[Client, Case, Case]) -> None:
    """A colleague of the same center would see the case; the row is what keeps them out."""
    client, own, _ = desk
    assert client.post("/probe/desk/").status_code == 200
    assert notes() == 1
    intake = people.login(Client(), people.person("intake", center=own.center))
    assert intake.post("/probe/desk/").status_code == 403
    assert Client().post("/probe/desk/").status_code == 302
    assert notes() == 1


def test_a_stranger_without_scope_reads_nothing(desk: tuple[Client, Case, Case]) -> None:
    """Even on a route whose row lets everybody in: the anonymous scope is the bare login."""
    response = Client(raise_request_exception=False).get("/probe/draw_late/")
    assert response.status_code == 500
    assert desk[1].number not in response.content.decode()


def test_a_failed_statement_does_not_wedge_the_outer_scope(desk: tuple[Client, Case, Case]) -> None:
    _, own, _ = desk
    with scopes.enter(scopes.center(own.custodian_id)):
        with pytest.raises(ProgrammingError), scopes.enter(scopes.login()):
            Case.objects.count()
        assert Case.objects.get() == own
        assert scopes.current() == scopes.center(own.custodian_id)
