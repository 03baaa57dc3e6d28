"""Experts by program: proposed, declared, left, revoked; nothing of the case before the declaration."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from experts.models import Assignment
from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import Api, api_of
from tests.api.conftest import Places
from tests.api.test_document import check, schema_of
from tests.api.test_life import file_request, good
from tests.api.test_problems import is_problem

QUESTION = "是否落入权利要求 1？"


@pytest.fixture
def expert(places: Places) -> Api:
    return api_of(people.person("expert", center=places.center))


def propose(places: Places, expert: Api) -> tuple[str, str]:
    """File a request and propose it to the expert; return the ids of the case and the assignment."""
    case_id = file_request(places)
    handler = places.api("handler")
    good(handler.act(case_id, "review"))
    good(handler.act(case_id, "accept", {"level": "ordinary"}))
    fields = good(handler.get(f"cases/{case_id}/actions/assign_expert"))["fields"]
    today = timezone.localdate()
    body = {
        "expert": fields[0]["choices"][0]["code"],
        "question": QUESTION,
        "opinion_due_on": str(today + timedelta(days=9)),
        "ends_on": str(today + timedelta(days=60)),
    }
    assert good(handler.act(case_id, "assign_expert", body))["waiting_for"]["code"] == "expert"
    (row,) = good(expert.get("assignments"))["results"]
    return case_id, row["id"]


def stored(assignment_id: str) -> str:
    with scopes.enter(scopes.system()):
        return Assignment.objects.get(public_id=assignment_id).state


def test_names_alone_until_the_declaration(places: Places, expert: Api) -> None:
    case_id, assignment_id = propose(places, expert)
    before = good(expert.get(f"assignments/{assignment_id}"))
    check(before, schema_of("/api/v1/assignments/{public_id}"))
    assert before["state"]["code"] == "proposed"
    assert before["disclosed"]["opponents"] == ["Acme Robotics LLC"]
    assert before["disclosed"]["counsel"] == ["Doe & Roe LLP"]
    assert (before["question"], before["case"]) == ("", None)
    is_problem(expert.get(f"cases/{case_id}"), 404, "not_found")

    after = good(expert.post(f"assignments/{assignment_id}/declaration", {"answer": "none"}))
    check(after, schema_of("/api/v1/assignments/{public_id}/declaration", "post"))
    assert (after["state"]["code"], after["question"]) == ("active", QUESTION)
    assert after["case"].endswith(f"/cases/{case_id}")
    assert good(expert.get(f"cases/{case_id}"))["state"]["code"] == "in_guidance"
    # Once is enough, and the case stays open.
    is_problem(expert.post(f"assignments/{assignment_id}/declaration", {"answer": "none"}), 409, "conflict")
    assert stored(assignment_id) == "active"


@pytest.mark.parametrize(("answer", "state"), [("conflict", "conflicted"), ("decline", "declined")])
def test_a_refusal_needs_a_reason_and_opens_nothing(places: Places, expert: Api, answer: str, state: str) -> None:
    case_id, assignment_id = propose(places, expert)
    path = f"assignments/{assignment_id}/declaration"
    assert set(is_problem(expert.post(path, {"answer": answer}), 400, "invalid")["errors"]) == {"reason"}
    assert set(is_problem(expert.post(path, {"answer": "perhaps", "x": 1}), 400, "invalid")["errors"]) == {"x"}
    assert stored(assignment_id) == "proposed"
    given = good(expert.post(path, {"answer": answer, "reason": "代理过对方"}))
    assert (given["state"]["code"], given["case"]) == (state, None)
    is_problem(expert.get(f"cases/{case_id}"), 404, "not_found")
    is_problem(expert.post(path, {"answer": "none"}), 409, "conflict")
    assert stored(assignment_id) == state


def test_leaving_closes_the_case_at_once(places: Places, expert: Api) -> None:
    case_id, assignment_id = propose(places, expert)
    is_problem(expert.post(f"assignments/{assignment_id}/leave", {"reason": "x"}), 409, "conflict")
    good(expert.post(f"assignments/{assignment_id}/declaration", {"answer": "none"}))
    left = good(expert.post(f"assignments/{assignment_id}/leave", {"reason": "新接受了对方委托"}))
    assert (left["state"]["code"], left["question"], left["case"]) == ("conflicted", "", None)
    is_problem(expert.get(f"cases/{case_id}"), 404, "not_found")


def test_those_who_handle_the_case_see_its_experts_and_revoke_them(places: Places, expert: Api) -> None:
    case_id, assignment_id = propose(places, expert)
    good(expert.post(f"assignments/{assignment_id}/declaration", {"answer": "none"}))
    handler = places.api("handler")
    page = good(handler.get(f"cases/{case_id}/assignments"))
    check(page, schema_of("/api/v1/cases/{public_id}/assignments"))
    (row,) = page["results"]
    assert row["expert"]
    assert row["question"] == QUESTION
    path = f"cases/{case_id}/assignments/{assignment_id}/revoke"
    is_problem(handler.post(path, {}), 400, "invalid")
    is_problem(
        handler.post(f"cases/{file_request(places)}/assignments/{assignment_id}/revoke", {"reason": "x"}),
        404,
        "not_found",
    )
    assert stored(assignment_id) == "active"
    assert good(handler.post(path, {"reason": "逾期"}))["state"]["code"] == "revoked"
    is_problem(handler.post(path, {"reason": "逾期"}), 409, "conflict")
    is_problem(expert.get(f"cases/{case_id}"), 404, "not_found")
    is_problem(places.api("owner").get(f"cases/{case_id}/assignments"), 403, "forbidden")


def test_somebody_elses_assignment_is_nothing(places: Places, expert: Api) -> None:
    _case_id, assignment_id = propose(places, expert)
    other = api_of(people.person("expert", center=places.center))
    for who, path in (
        (other, "assignments/{}"),
        (other, "assignments/{}/declaration"),
        (other, "assignments/{}/leave"),
    ):
        method = "GET" if path.endswith("{}") else "POST"
        body: Any = None if method == "GET" else {"answer": "conflict", "reason": "x"}
        foreign, absent = (who.call(method, path.format(each), body) for each in (assignment_id, uuid.uuid4()))
        is_problem(foreign, 404, "not_found")
        assert (foreign.body, foreign.headers) == (absent.body, absent.headers)
    assert good(other.get("assignments"))["results"] == []
    is_problem(places.api("handler").get("assignments"), 403, "forbidden")
    assert stored(assignment_id) == "proposed"
