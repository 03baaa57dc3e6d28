"""Files, messages, dates and documents of a case by program."""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import CaseFile, Paper
from portal.audit.models import AuditEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import api_of
from tests.api.conftest import Places
from tests.api.test_life import file_request, good
from tests.api.test_problems import is_problem
from tests.uploads.hostile import picture


def upload(name: str = "照片.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def settle(file_id: str, state: str, reason: str = "", media_type: str = "image/png") -> None:
    with scopes.enter(scopes.system()):
        CaseFile.objects.filter(public_id=file_id).update(state=state, reason=reason, media_type=media_type)


def test_several_files_at_once(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("owner")
    marks = {"purpose": "served", "secrecy": "confidential", "description": "第一批"}
    sent = {"files": [upload("一.png"), upload("空.png", b""), upload("二.png")], **marks}
    answer = good(api.upload(f"cases/{case_id}/attachments", sent), 201)
    assert [row["name"] for row in answer["received"]] == ["一.png", "二.png"]
    assert len(answer["refused"]) == 1
    assert "空.png" in answer["refused"][0]
    row = answer["received"][0]
    assert row["state"]["code"] == "received"
    assert row["secrecy"]["code"] == "confidential"
    assert row["content_url"] is None
    listed = good(places.api("handler").get(f"cases/{case_id}/attachments?limit=1"))
    assert [each["name"] for each in listed["results"]] == ["一.png"]
    assert listed["next"]


def test_uploads_that_are_wrong(places: Places, settings: Any) -> None:
    case_id = file_request(places)
    api = places.api("owner")
    address = f"cases/{case_id}/attachments"
    settings.UPLOAD_MAX_BYTES = 1000
    for data, field in (
        ({"purpose": "evidence"}, "files"),
        ({"files": [upload(content=b"")]}, "files"),
        ({"files": [upload(content=b"x" * 1001)]}, "files"),
        ({"files": [upload()], "purpose": "message"}, "purpose"),
        ({"files": [upload()], "secrecy": "top"}, "secrecy"),
        ({"files": [upload()], "secret": "1"}, "secret"),
        ({"files": [upload()], "description": "x" * 301}, "description"),
    ):
        answer = api.upload(address, data)
        assert answer.status == 400, answer.body
        assert list(answer.body["errors"]) == [field]
    broken = api.post(address, b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x")
    assert broken.status == 400
    assert api.post(address, b"", content_type="multipart/form-data").status == 400
    with scopes.enter(scopes.system()):
        assert not CaseFile.objects.exists()


def test_a_file_opens_when_it_is_clean(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("owner")
    content = picture()
    (row,) = good(api.upload(f"cases/{case_id}/attachments", {"files": upload(content=content)}), 201)["received"]
    path = f"attachments/{row['id']}"
    assert api.get(f"{path}/content").status == 409
    settle(row["id"], "quarantined", "checker_failed")
    assert api.get(f"{path}/content").status == 409
    assert good(api.get(path))["reason"]
    settle(row["id"], "clean")
    assert good(api.get(path))["content_url"].endswith(f"/api/v1/{path}/content")
    opened = api.get(f"{path}/content", headers={"Accept": "image/*"})
    assert (opened.status, opened.raw) == (200, content)
    assert opened.headers["Content-Type"] == "image/png"
    assert opened.headers["Content-Disposition"].startswith("attachment;")
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    with scopes.enter(scopes.system()):
        assert AuditEntry.objects.filter(verb="evidence.read", object_id=row["id"]).count() == 1
    for who in ("stranger", "outsider"):
        assert places.api(who).get(f"{path}/content").status == 404
        assert places.api(who).get(path).status == 404
    assert api_of(people.person("analyst")).get(f"{path}/content").status == 403


def test_files_are_taken_out_of_drafts_only(places: Places) -> None:
    api = places.api("owner")
    draft = good(api.post("cases", {}), 201)["id"]
    (row,) = good(api.upload(f"cases/{draft}/attachments", {"files": upload()}), 201)["received"]
    assert places.api("stranger").delete(f"attachments/{row['id']}").status == 404
    assert api.delete(f"attachments/{row['id']}").status == 204
    assert api.get(f"attachments/{row['id']}").status == 404
    case_id = file_request(places)
    (row,) = good(api.upload(f"cases/{case_id}/attachments", {"files": upload()}), 201)["received"]
    assert api.delete(f"attachments/{row['id']}").status == 409
    settle(row["id"], "rejected", "encrypted")
    assert api.delete(f"attachments/{row['id']}").status == 204


def test_messages_go_both_ways(places: Places) -> None:
    case_id = file_request(places)
    owner, handler = places.api("owner"), places.api("handler")
    asked = good(handler.post(f"cases/{case_id}/messages", {"body": "请补充照片"}), 201)
    assert asked["side"]["code"] == "center"
    assert good(owner.get(f"cases/{case_id}"))["unread_messages"] == 1
    good(owner.post(f"cases/{case_id}/messages", {"body": "照片见附件"}), 201)
    assert [row["body"] for row in good(handler.get(f"cases/{case_id}/messages"))["results"]] == [
        "照片见附件",
        "请补充照片",
    ]
    assert good(owner.get(f"cases/{case_id}"))["unread_messages"] == 0
    for body in ({}, {"body": ""}, {"body": 5.5, "other": 1}, {"body": ["a", {}]}, {"body": "x" * 5001}):
        assert owner.post(f"cases/{case_id}/messages", body).status == 400
    draft = good(owner.post("cases", {}), 201)["id"]
    assert owner.post(f"cases/{draft}/messages", {"body": "太早"}).status == 409


def test_dates(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("handler")
    (statutory,) = good(api.get(f"cases/{case_id}/deadlines"))
    assert statutory["kind"]["code"] == "statutory"
    assert statutory["rule"] == "us_dc_answer_served"
    assert statutory["due_on"] == "2026-11-24"
    assert statutory["source"]
    added = good(api.post(f"cases/{case_id}/deadlines", {"title": "答复对方", "due_on": "2026-12-10"}), 201)
    address = f"cases/{case_id}/deadlines/{added['id']}/met"
    assert api.post(address, {"met_on": "2999-01-01"}).status == 400
    assert good(api.post(address, {"met_on": "2026-11-20"}))["met_on"] == "2026-11-20"
    assert api.post(address, {"met_on": "2026-11-20"}).status == 409
    assert api.post(f"cases/{case_id}/deadlines/{uuid.uuid4()}/met", {"met_on": "2026-11-20"}).status == 404
    # The date hangs on its own case only.
    other = file_request(places)
    assert api.post(f"cases/{other}/deadlines/{statutory['id']}/met", {"met_on": "2026-11-20"}).status == 404
    assert [row["met_on"] for row in good(api.get(f"cases/{case_id}/deadlines"))] == [None, "2026-11-20"]


def test_documents(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("owner")
    (row,) = good(api.get(f"cases/{case_id}/documents"))["results"]
    assert row["kind"]["code"] == "application"
    assert row["state"]["code"] == "pending"
    assert api.get(f"documents/{row['id']}/content").status == 409
    key = default_storage.save(f"papers/{time.monotonic_ns()}", ContentFile(b"%PDF-1.7 test"))
    with scopes.enter(scopes.system()):
        Paper.objects.filter(public_id=row["id"]).update(state="ready", storage_key=key, sha256="0" * 64, pages=1)
    opened = api.get(f"documents/{row['id']}/content", headers={"Accept": "application/pdf"})
    assert (opened.status, opened.raw, opened.headers["Content-Type"]) == (200, b"%PDF-1.7 test", "application/pdf")
    assert good(api.get(f"documents/{row['id']}"))["content_url"]
    assert places.api("outsider").get(f"documents/{row['id']}").status == 404
    with scopes.enter(scopes.system()):
        Paper.objects.filter(public_id=row["id"]).update(state="failed")
    assert api.get(f"documents/{row['id']}/content").status == 409


def test_an_expert_is_proposed_and_the_case_waits(places: Places) -> None:
    """The verb that belongs to another app is done through the same address."""
    expert = people.person("expert", center=places.center)
    case_id = file_request(places)
    api = places.api("handler")
    good(api.act(case_id, "review"))
    good(api.act(case_id, "accept", {"level": "ordinary"}))
    described = good(api.get(f"cases/{case_id}/actions/assign_expert"))
    field = next(each for each in described["fields"] if each["name"] == "expert")
    (choice,) = field["choices"]
    body = {
        "expert": choice["code"],
        "question": "是否侵权？",
        "opinion_due_on": "2027-01-10",
        "ends_on": "2027-03-10",
    }
    wrong = api.act(case_id, "assign_expert", body | {"expert": str(uuid.uuid4()), "ends_on": "2020-01-01"})
    assert wrong.status == 400
    assert set(wrong.body["errors"]) == {"expert", "ends_on"}
    done = good(api.act(case_id, "assign_expert", body))
    assert done["state"]["code"] == "assigned"
    assert done["waiting_for"]["code"] == "expert"
    # Until the expert has declared no conflict, the case is not theirs to see.
    assert api_of(expert).get(f"cases/{case_id}").status == 404
    assert good(api_of(expert).get("cases"))["results"] == []


def test_an_opinion_goes_back_to_its_author(places: Places) -> None:
    case_id = file_request(places)
    handler, supervisor = places.api("handler"), places.api("supervisor")
    for verb, body in (("review", {}), ("accept", {"level": "ordinary"}), ("start_guidance", {})):
        good(handler.act(case_id, verb, body))
    texts = {"facts": "一", "analysis": "二", "risks": "三", "recommendation": "四"}
    wrong = handler.act(case_id, "submit_opinion", texts | {"options": [{"cost": "1"}]})
    assert wrong.status == 400
    assert wrong.body["errors"]["options"][0].startswith("1. Option")
    for options in ([], "x", [1], [{"title": "x", "price": "y"}], [{"title": str(n)} for n in range(9)]):
        answer = handler.act(case_id, "submit_opinion", texts | {"options": options})
        assert (answer.status, list(answer.body["errors"])) == (400, ["options"])
    good(handler.act(case_id, "submit_opinion", texts | {"options": [{"title": "应诉"}]}))
    (waiting,) = good(supervisor.get(f"cases/{case_id}/opinions"))
    returned = {"opinion": waiting["id"], "reason": "请补充费用"}
    assert supervisor.act(case_id, "return_opinion", returned | {"opinion": str(uuid.uuid4())}).status == 400
    good(supervisor.act(case_id, "return_opinion", returned))
    again = texts | {"analysis": "二，改", "options": [{"title": "应诉", "cost": "USD 1"}]}
    good(handler.act(case_id, "submit_opinion", again))
    (row,) = good(supervisor.get(f"cases/{case_id}/opinions"))
    assert row["analysis"] == "二，改"
    # Nobody countersigns their own.
    # Whoever countersigns says which text they read; `If-Match: *` does not say it for them.
    assert set(supervisor.act(case_id, "issue_opinion", {"opinion": row["id"]}).body["errors"]) == {"text_hash"}
    stale = {"opinion": row["id"], "text_hash": waiting["text_hash"]}
    path = f"cases/{case_id}/actions/issue_opinion"
    is_problem(supervisor.post(path, stale, headers={"If-Match": "*"}), 409, "conflict")
    own = good(supervisor.act(case_id, "issue_opinion", stale | {"text_hash": row["text_hash"]}))
    assert own["state"]["code"] == "opinion_issued"
    assert good(places.api("owner").get(f"cases/{case_id}/opinions"))[0]["content_hash"]
