"""The main job by program: filed, reviewed, accepted, guided, opinion given, closed, archived."""

from __future__ import annotations

from typing import Any

from tests.api.calls import Answer
from tests.api.conftest import Places
from tests.filing.requests import WHOLE

STATEMENTS = {"truth": True, "processing": True, "library": False, "text_version": "2026-1"}


def good(answer: Answer, status: int = 200) -> Any:
    assert answer.status == status, answer.body or answer.raw
    return answer.body


def file_request(places: Places) -> str:
    """File the whole request through the API; return the case's id."""
    api = places.api("owner")
    made = api.post("cases", {"sections": WHOLE})
    case = good(made, 201)
    sent = api.post(f"cases/{case['id']}/submit", STATEMENTS, headers={"If-Match": made.etag})
    assert good(sent)["state"]["code"] == "submitted"
    return str(case["id"])


def test_the_main_job(places: Places) -> None:
    case_id = file_request(places)
    handler, supervisor, owner = places.api("handler"), places.api("supervisor"), places.api("owner")

    offered = good(handler.get(f"cases/{case_id}/actions"))
    assert "review" in {each["verb"] for each in offered}
    assert good(handler.act(case_id, "review"))["state"]["code"] == "under_review"

    asked = good(
        handler.act(case_id, "request_supplement", {"items": ["产品照片", "采购合同"], "due_on": "2027-01-10"})
    )
    assert asked["waiting_for"]["code"] == "applicant"
    assert good(owner.get(f"cases/{case_id}"))["supplement"]["items"] == ["产品照片", "采购合同"]
    assert good(owner.act(case_id, "supplement", {"answer": "照片见附件"}))["state"]["code"] == "under_review"

    described = good(handler.get(f"cases/{case_id}/actions/accept"))
    assert described["open"]
    assert {each["name"] for each in described["fields"]} == {"level", "handler_id"}
    accepted = good(handler.act(case_id, "accept", {"level": "important", "handler_id": places.handler.pk}))
    assert accepted["level"] == {"code": "important", "label": "Important"}
    assert good(handler.act(case_id, "start_guidance"))["state"]["code"] == "in_guidance"

    opinion = {
        "facts": "原告持有 US 9,123,456。",
        "analysis": "特征不同。",
        "options": [{"title": "应诉", "cost": "USD 80,000", "duration": "6 months", "comment": ""}],
        "risks": "缺席判决。",
        "recommendation": "先申请延期。",
    }
    assert good(handler.act(case_id, "submit_opinion", opinion))["waiting_for"]["code"] == "center"
    (waiting,) = good(supervisor.get(f"cases/{case_id}/opinions"))
    assert waiting["state"]["code"] == "submitted"
    assert waiting["options"][0]["title"] == "应诉"
    issued = good(
        supervisor.act(case_id, "issue_opinion", {"opinion": waiting["id"], "text_hash": waiting["text_hash"]})
    )
    assert issued["state"]["code"] == "opinion_issued"

    assert good(handler.act(case_id, "track", {"next_on": "2027-02-01", "note": "答辩"}))["state"]["code"] == "tracking"
    closing = {
        "outcome": "settled",
        "summary": "双方和解。",
        "recovered": "120000.50",
        "recovered_currency": "USD",
        "hours": 12,
    }
    assert good(handler.act(case_id, "close", closing))["state"]["code"] == "closed"
    told = good(owner.get(f"cases/{case_id}"))
    assert told["closing"]["outcome"]["code"] == "settled"
    assert told["closing"]["recovered"] == "120000.50"
    assert good(handler.act(case_id, "archive"))["state"]["code"] == "archived"

    kinds = {each["kind"]["code"] for each in good(owner.get(f"cases/{case_id}/documents"))["results"]}
    assert kinds == {"application", "supplement_notice", "acceptance_notice", "opinion"}
    story = [each["verb"] for each in good(owner.get(f"cases/{case_id}/timeline"))["results"]]
    assert story[0] == "archive"
    assert story[-1] == "submit"
    # Who submitted what to whom inside the center is not the applicant's to see.
    assert "submit_opinion" not in story
