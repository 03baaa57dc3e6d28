"""Transfers by program: proposed, seen by the receiver as a synopsis, taken over or sent back."""

from __future__ import annotations

import uuid

import pytest

from cases.models import Case, Transfer
from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import api_of
from tests.api.conftest import Places
from tests.api.test_document import check, schema_of
from tests.api.test_life import file_request, good
from tests.api.test_problems import is_problem


def propose(places: Places) -> tuple[str, str]:
    """File a request and propose it to the other center; return the ids of the case and the transfer."""
    case_id = file_request(places)
    body = {"to_center": places.other.pk, "reason": "生产基地在那边"}
    assert good(places.api("handler").act(case_id, "request_transfer", body))["waiting_for"]["code"] == "receiver"
    (row,) = good(places.api("outsider").get("transfers?state=proposed"))["results"]
    return case_id, row["id"]


def custodian(case_id: str) -> int | None:
    with scopes.enter(scopes.system()):
        return Case.objects.get(public_id=case_id).center_id


def test_the_receiver_sees_the_synopsis_and_takes_the_case_over(places: Places) -> None:
    case_id, transfer_id = propose(places)
    receiver, sender = places.api("outsider"), places.api("handler")
    page = good(receiver.get("transfers"))
    check(page, schema_of("/api/v1/transfers"))
    row = good(receiver.get(f"transfers/{transfer_id}"))
    assert row["case"] is None
    assert row["synopsis"]["applicant"] == places.owner.enterprise.name  # type: ignore[union-attr]
    assert row["synopsis"]["country"]["code"] == "US"
    is_problem(receiver.get(f"cases/{case_id}"), 404, "not_found")

    path = f"transfers/{transfer_id}/decision"
    is_problem(sender.post(path, {"decision": "accept"}), 409, "conflict")
    assert custodian(case_id) == places.center.pk
    done = good(receiver.post(path, {"decision": "accept", "answer": "接收"}))
    check(done, schema_of("/api/v1/transfers/{public_id}/decision", "post"))
    assert done["state"]["code"] == "accepted"
    assert done["case"].endswith(f"/cases/{case_id}")
    assert custodian(case_id) == places.other.pk
    assert good(receiver.get(f"cases/{case_id}"))["waiting_for"]["code"] == "center"
    is_problem(sender.get(f"cases/{case_id}"), 404, "not_found")
    is_problem(receiver.post(path, {"decision": "return", "answer": "x"}), 409, "conflict")


def test_sending_back_needs_a_reason_and_leaves_the_case_where_it_is(places: Places) -> None:
    case_id, transfer_id = propose(places)
    receiver, path = places.api("outsider"), f"transfers/{transfer_id}/decision"
    assert set(is_problem(receiver.post(path, {"decision": "return"}), 400, "invalid")["errors"]) == {"answer"}
    is_problem(receiver.post(path, {"decision": "maybe"}), 400, "invalid")
    done = good(receiver.post(path, {"decision": "return", "answer": "不属本中心"}))
    assert (done["state"]["code"], done["answer"], done["case"]) == ("returned", "不属本中心", None)
    assert custodian(case_id) == places.center.pk
    seen = good(places.api("handler").get(f"transfers/{transfer_id}"))
    assert seen["case"].endswith(f"/cases/{case_id}")
    assert good(places.api("handler").get(f"cases/{case_id}"))["waiting_for"]["code"] == "center"


@pytest.mark.parametrize("query", ["state=lost", "stat=proposed", "state="])
def test_an_unknown_filter_is_refused(places: Places, query: str) -> None:
    is_problem(places.api("handler").get(f"transfers?{query}"), 400, "invalid")


def test_a_transfer_between_others_is_nothing(places: Places) -> None:
    _case_id, transfer_id = propose(places)
    third = api_of(people.person("handler"))
    for method, path in (("GET", "transfers/{}"), ("POST", "transfers/{}/decision")):
        foreign, absent = (
            third.call(method, path.format(each), {"decision": "accept"} if method == "POST" else None)
            for each in (transfer_id, uuid.uuid4())
        )
        is_problem(foreign, 404, "not_found")
        assert (foreign.body, foreign.headers) == (absent.body, absent.headers)
    is_problem(places.api("owner").get("transfers"), 403, "forbidden")
    with scopes.enter(scopes.system()):
        assert Transfer.objects.get(public_id=transfer_id).state == "proposed"
