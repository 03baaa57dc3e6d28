"""The expert's answers and the center's revocation: shown, filled in badly, done once, done too late, by the wrong one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case
from experts.models import Assignment
from portal.tenancy import scope as scopes
from tests import people
from tests.experts.test_desk import put_on
from tests.handling.conftest import Office
from tests.handling.deeds import TYPED
from tests.people import Person
from tests.site.pages import english_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(office: Office) -> Person:
    return people.person("expert", center=office.center)


def declare_at(row: Assignment) -> str:
    return reverse("experts:declare", args=[row.public_id])


def leave_at(row: Assignment) -> str:
    return reverse("experts:leave", args=[row.public_id])


def revoke_at(case: Case, row: Assignment) -> str:
    return reverse("experts:revoke", args=[case.public_id, row.public_id])


def state(row: Assignment) -> str:
    with scopes.enter(scopes.system()):
        row.refresh_from_db()
    return row.state


def wrong_fields(body: str) -> set[str]:
    return set(re.findall(r'id="id_(\w+)_error"', body))


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"answer"}),
        ({"answer": "perhaps", "reason": TYPED}, {"answer"}),
        ({"answer": "conflict"}, {"reason"}),
        ({"answer": "decline", "reason": "  "}, {"reason"}),
    ],
)
def test_a_declaration_that_says_too_little(
    office: Office, expert: Person, data: dict[str, str], wrong: set[str]
) -> None:
    row = put_on(office.case("assigned", waiting_for="expert"), expert, "proposed")
    answer = people.login(Client(), expert).post(declare_at(row), data)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert wrong_fields(body) == wrong
    assert data.get("reason", "").strip() in body
    assert english_words(body) == []
    assert state(row) == "proposed"


@pytest.mark.parametrize(("said", "becomes"), [("none", "active"), ("conflict", "conflicted"), ("decline", "declined")])
def test_a_declaration_is_made_once(office: Office, expert: Person, said: str, becomes: str) -> None:
    case = office.case("assigned", waiting_for="expert")
    row = put_on(case, expert, "proposed")
    client = people.login(Client(), expert)
    assert english_words(client.get(declare_at(row)).content.decode()) == []
    first = client.post(declare_at(row), {"answer": said, "reason": TYPED})
    assert first.status_code == 302
    assert client.get(first.headers["Location"]).status_code == 200
    for again in ("none", "conflict"):
        answer = client.post(declare_at(row), {"answer": again, "reason": TYPED})
        assert answer.status_code == 409
        assert "不再等待您的答复" in answer.content.decode()
    assert state(row) == becomes
    assert (client.get(reverse("cases:detail", args=[case.public_id])).status_code == 200) is (said == "none")


def test_an_expert_leaves_a_case_with_a_reason_and_once(office: Office, expert: Person) -> None:
    case = office.case("in_guidance", waiting_for="expert")
    row = put_on(case, expert)
    client = people.login(Client(), expert)
    answer = client.post(leave_at(row), {"reason": ""})
    assert (answer.status_code, wrong_fields(answer.content.decode())) == (422, {"reason"})
    assert client.post(leave_at(row), {"reason": TYPED}).status_code == 302
    assert client.post(leave_at(row), {"reason": TYPED}).status_code == 409
    assert state(row) == "conflicted"
    assert client.get(reverse("cases:detail", args=[case.public_id])).status_code == 404


def test_a_center_takes_an_expert_off_with_a_reason_and_once(office: Office, expert: Person) -> None:
    case = office.case("in_guidance", waiting_for="expert")
    row = put_on(case, expert)
    client = office.client("handler")
    assert english_words(client.get(revoke_at(case, row)).content.decode()) == []
    answer = client.post(revoke_at(case, row), {"reason": " "})
    assert (answer.status_code, wrong_fields(answer.content.decode())) == (422, {"reason"})
    assert client.post(revoke_at(case, row), {"reason": TYPED}).status_code == 302
    for slower in (client, office.client("supervisor")):
        assert slower.post(revoke_at(case, row), {"reason": TYPED}).status_code == 409
    assert state(row) == "revoked"
    other = office.case("in_guidance")
    assert client.get(revoke_at(other, row)).status_code == 404


def test_nobody_else_answers_for_an_expert(office: Office, expert: Person) -> None:
    case = office.case("assigned", waiting_for="expert")
    row = put_on(case, expert, "proposed")
    stranger = people.login(Client(), people.person("expert", center=office.center))
    data = {"answer": "none", "reason": TYPED}
    for path in (declare_at(row), leave_at(row)):
        assert stranger.post(path, data).status_code == 404
        for code in ("handler", "owner", "coordinator"):
            assert office.client(code).post(path, data).status_code == 403, code
    for code, status in {"intake": 403, "owner": 403, "coordinator": 403, "handler@elsewhere": 404}.items():
        assert office.client(code).post(revoke_at(case, row), data).status_code == status, code
    assert state(row) == "proposed"
