"""Every refusal is problem+json, says what happened in the reader's language, and never a 500."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import BASE, Answer, Api, api_of, token_of
from tests.api.conftest import Places
from tests.api.test_life import file_request, good
from tests.cases_made import filed_case


def is_problem(answer: Answer, status: int, code: str) -> Any:
    assert answer.status == status, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == status
    assert answer.body["code"] == code
    assert answer.body["title"]
    assert answer.body["detail"]
    return answer.body


def test_without_a_log_in(db: None) -> None:
    for path in ("me", "cases", f"cases/{uuid.uuid4()}", f"attachments/{uuid.uuid4()}/content"):
        answer = Api().get(path)
        is_problem(answer, 401, "unauthorized")
        assert answer.headers["WWW-Authenticate"] == "Token"


def test_with_a_token_that_is_none(places: Places) -> None:
    is_problem(Api(token="zn_nothing").get("me"), 401, "unauthorized")
    key = token_of(places.owner)
    assert Api(token=key).get("me").status == 200
    with scopes.enter(scopes.login(places.owner.pk)):
        places.owner.user.api_tokens.get().delete()  # type: ignore[union-attr]
    is_problem(Api(token=key).get("me"), 401, "unauthorized")


def test_a_password_alone_is_not_enough_for_staff(places: Places) -> None:
    weak = Api(token=token_of(places.handler, second_factor=False))
    is_problem(weak.get("cases"), 403, "second_factor_required")
    # Who one is may be asked, so that a program can say what is missing.
    assert weak.get("me").body["second_factor"] is False


def test_the_wrong_role(places: Places) -> None:
    reader = people.person("readonly", enterprise=places.owner.enterprise)
    is_problem(api_of(reader).post("cases", {}), 403, "forbidden")


def test_foreign_answers_like_nothing(places: Places) -> None:
    case_id = file_request(places)
    owner = places.api("owner")
    document = good(owner.get(f"cases/{case_id}/documents"))["results"][0]["id"]
    for who in ("stranger", "outsider"):
        api = places.api(who)
        for path, nothing in (
            (f"cases/{case_id}", f"cases/{uuid.uuid4()}"),
            (f"cases/{case_id}/messages", f"cases/{uuid.uuid4()}/messages"),
            (f"cases/{case_id}/actions/withdraw", f"cases/{uuid.uuid4()}/actions/withdraw"),
            (f"documents/{document}", f"documents/{uuid.uuid4()}"),
            (f"documents/{document}/content", f"documents/{uuid.uuid4()}/content"),
        ):
            foreign, absent = api.get(path), api.get(nothing)
            is_problem(foreign, 404, "not_found")
            assert (foreign.body, foreign.headers) == (absent.body, absent.headers)
        body, match = {"reason": "x"}, {"If-Match": '"v3"'}
        for method, path in (
            ("POST", "cases/{}/actions/withdraw"),
            ("POST", "cases/{}/messages"),
            ("PATCH", "cases/{}"),
            ("POST", "cases/{}/submit"),
        ):
            if who == "stranger" or "actions" in path:
                foreign = api.call(method, path.format(case_id), body, headers=match)
                absent = api.call(method, path.format(uuid.uuid4()), body, headers=match)
                is_problem(foreign, 404, "not_found")
                assert (foreign.body, foreign.headers) == (absent.body, absent.headers)
    assert good(owner.get(f"cases/{case_id}"))["state"]["code"] == "submitted"


def test_an_address_that_does_not_exist(places: Places) -> None:
    is_problem(places.api("owner").get("nowhere"), 404, "not_found")
    is_problem(places.api("owner").get("cases/17"), 404, "not_found")
    is_problem(places.api("owner").get(f"cases/{file_request(places)}/actions/fly"), 404, "not_found")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_a_method_that_does_not_exist(places: Places, method: str) -> None:
    answer = places.api("owner").call(method, "cases")
    is_problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_other_forms_of_body_and_answer(places: Places) -> None:
    api = places.api("owner")
    is_problem(api.get("cases", headers={"Accept": "text/html"}), 406, "not_acceptable")
    is_problem(
        api.post("cases", "a=b", content_type="application/x-www-form-urlencoded"), 415, "unsupported_media_type"
    )
    is_problem(api.post("cases", "<a/>", content_type="text/xml"), 415, "unsupported_media_type")
    case_id = file_request(places)
    is_problem(api.post(f"cases/{case_id}/attachments", {}), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body",
    ["{", "[1,", '{"a": NaN}', "\x00", '"\\ud800"', '{"sections": {"events": {"summary": "\\udfff"}}}', "[" * 100_000],
    ids=["cut", "cut list", "not a number", "nul", "half a character", "half a character inside", "deep"],
)
def test_bodies_that_are_no_json(places: Places, body: str) -> None:
    is_problem(places.api("owner").post("cases", body), 400, "parse_error")


def test_bodies_that_are_no_object(places: Places) -> None:
    for body in ("[]", "1", '"x"', "true", "[[[]]]"):
        answer = places.api("owner").post("cases", body)
        assert "errors" in is_problem(answer, 400, "invalid")


def test_a_body_that_is_too_large(places: Places, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    api = places.api("owner")
    assert api.post("cases", json.dumps({"sections": {}}).ljust(1000)).status == 201
    is_problem(api.post("cases", json.dumps({"sections": {}}).ljust(1001)), 413, "request_entity_too_large")


def test_our_own_fault(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program gets no trace, and what the view wrote is gone."""
    api = places.api("owner")
    api.client = Client(raise_request_exception=False)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("cases.api.cases._fill", broken)
    answer = api.post("cases", {"sections": {}})
    is_problem(answer, 500, "internal_server_error")
    assert b"secret" not in answer.raw
    assert good(api.get("cases?view=drafts"))["results"] == []


def test_the_language_is_the_readers(places: Places) -> None:
    api = places.api("owner")
    assert api.get("nowhere").body["title"] == "Not found"
    api.language = "zh-CN,zh;q=0.9,en;q=0.5"
    chinese = api.get("nowhere")
    assert chinese.headers["Content-Language"] == "zh-hans"
    assert chinese.body["title"] == "未找到"
    api.language = "fr"
    assert api.get("nowhere").body["title"] == "未找到"


def test_a_seat_that_is_not_ones_own(places: Places) -> None:
    api = places.api("handler")
    assert api.get("me").body["acting_as"]["key"] == places.handler.seat_key
    api.seat = places.outsider.seat_key
    is_problem(api.get("cases"), 403, "seat_unknown")
    api.seat = ""
    assert api.get("cases").status == 200


def test_a_person_of_two_places_acts_from_the_one_named(places: Places) -> None:
    user = places.handler.user
    assert user is not None
    people.add_role(user, places.other, "handler")
    here = filed_case(places.center, places.owner.enterprise)  # type: ignore[arg-type]
    there = filed_case(places.other, places.stranger.enterprise)  # type: ignore[arg-type]
    api = places.api("handler")
    assert {seat["key"] for seat in good(api.get("me"))["seats"]} == {
        f"center:{places.center.pk}",
        f"center:{places.other.pk}",
    }
    for center, mine, other in ((places.center, here, there), (places.other, there, here)):
        api.seat = f"center:{center.pk}"
        assert api.get(f"cases/{mine.public_id}").status == 200
        assert api.get(f"cases/{other.public_id}").status == 404


def test_a_session_needs_the_csrf_token(places: Places) -> None:
    client = people.login(Client(enforce_csrf_checks=True), places.owner)
    api = Api(client=client)
    assert api.get("me").status == 200
    is_problem(api.post("cases", {}), 403, "csrf_failed")
    client.get("/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    if not token:
        client.get(f"{BASE}docs/")
        token = client.cookies["csrftoken"].value
    assert api.post("cases", {}, headers={"X-CSRFToken": token}).status == 201


def test_answers_are_nobody_elses(places: Places) -> None:
    answer = places.api("owner").get("me")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "Accept-Language" in answer.headers["Vary"]
