"""Things happen once: idempotency keys."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from cases.models import Case, CaseFile, Message, Transfer
from cases.services.transfer import transfer_decide
from portal.notices.registry import find
from portal.policy.idempotency import HEADER, KEPT_FOR, REPLAYED, keys_forget
from portal.policy.models import IdempotencyKey
from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import Answer, Api, api_of
from tests.api.conftest import Places, make_places
from tests.api.test_life import STATEMENTS, file_request, good
from tests.filing.requests import WHOLE, acting


def once(key: object = "") -> dict[str, str]:
    return {HEADER: str(key or uuid.uuid4())}


def in_system(model: Any) -> int:
    with scopes.enter(scopes.system()):
        return int(model.objects.count())


def test_the_same_request_gets_the_same_answer(places: Places) -> None:
    api = places.api("owner")
    first = api.post("cases", {"sections": WHOLE}, headers=once("a"))
    again = api.post("cases", {"sections": WHOLE}, headers=once("a"))
    assert good(first, 201) == good(again, 201)
    assert first.raw == again.raw
    assert again.headers[REPLAYED] == "true"
    assert REPLAYED not in first.headers
    for name in ("ETag", "Location"):
        assert first.headers[name] == again.headers[name]
    assert in_system(Case) == 1


def test_another_key_is_another_deed(places: Places) -> None:
    api = places.api("owner")
    made = {good(api.post("cases", {}, headers=once(key)), 201)["id"] for key in "ab"}
    assert len(made) == 2
    # Keys are each person's own.
    other = places.api("stranger")
    assert good(other.post("cases", {}, headers=once("a")), 201)["id"] not in made


def refused(answer: Answer) -> None:
    assert answer.status == 422
    assert answer.body["code"] == "idempotency_key_reused"


def test_a_key_belongs_to_one_request(places: Places) -> None:
    """Another body, another case or another seat under a used key is refused and does nothing."""
    case_id, other_id = file_request(places), file_request(places)
    api = places.api("owner")
    good(api.post(f"cases/{case_id}/messages", {"body": "一"}, headers=once("k")), 201)
    refused(api.post(f"cases/{case_id}/messages", {"body": "二"}, headers=once("k")))
    refused(api.post(f"cases/{other_id}/messages", {"body": "一"}, headers=once("k")))
    enterprise = people.make_enterprise()
    people.add_member(places.owner.user, enterprise, "owner")  # type: ignore[arg-type]
    good(api.post("cases", {}, headers=once("s")), 201)
    api.seat = f"enterprise:{enterprise.pk}"
    refused(api.post("cases", {}, headers=once("s")))
    assert in_system(Message) == 1
    # The order of a JSON object's fields is no other body.
    api.seat = places.owner.seat_key
    body = {"title": "答复", "due_on": "2026-12-24"}
    good(api.post(f"cases/{case_id}/deadlines", body, headers=once("d")), 201)
    turned = dict(reversed(body.items()))
    assert api.post(f"cases/{case_id}/deadlines", turned, headers=once("d")).headers[REPLAYED] == "true"


def test_a_refusal_is_not_kept(places: Places) -> None:
    """Who corrects a refused request may send it under the same key."""
    case_id = file_request(places)
    api = places.api("owner")
    assert api.post(f"cases/{case_id}/messages", {"body": ""}, headers=once("k")).status == 400
    good(api.post(f"cases/{case_id}/messages", {"body": "一"}, headers=once("k")), 201)
    assert in_system(IdempotencyKey) == 1


def test_a_kept_answer_outlives_the_version(places: Places) -> None:
    """The answer to a lost response: the retry carries an If-Match that is stale by its own success."""
    api = places.api("owner")
    made = api.post("cases", {"sections": WHOLE})
    headers = once("s") | {"If-Match": made.etag}
    sent = api.post(f"cases/{made.body['id']}/submit", STATEMENTS, headers=headers)
    again = api.post(f"cases/{made.body['id']}/submit", STATEMENTS, headers=headers)
    assert good(sent) == good(again)
    assert api.post(f"cases/{made.body['id']}/submit", STATEMENTS, headers={"If-Match": made.etag}).status == 412


def test_who_lost_the_case_gets_no_kept_answer(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("handler")
    good(api.post(f"cases/{case_id}/messages", {"body": "内部"}, headers=once("k")), 201)
    good(api.act(case_id, "request_transfer", {"to_center": places.other.pk, "reason": "对方在北京"}))
    with acting(places.outsider) as actor:
        transfer_decide(transfer=Transfer.objects.get(), actor=actor, accept=True, answer="")
    assert api.post(f"cases/{case_id}/messages", {"body": "内部"}, headers=once("k")).status == 404


@pytest.mark.parametrize("key", ["", " ", "a b", "schlüssel", "x" * 101])
def test_keys_that_are_none(places: Places, key: str) -> None:
    answer = places.api("owner").post("cases", {}, headers={HEADER: key})
    assert answer.status == 400
    assert HEADER in answer.body["errors"]
    assert in_system(Case) == 0


def test_an_upload_is_known_by_its_bytes(places: Places) -> None:
    """A client that repeats an upload writes another boundary."""
    case_id = file_request(places)
    api = places.api("owner")

    def send(content: bytes, boundary: str) -> Answer:
        parts = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        ).encode()
        body = parts + content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return api.post(f"cases/{case_id}/attachments", body, content_type=kind, headers=once("u"))

    first = good(send(b"one", "AaA"), 201)
    assert good(send(b"one", "BbB"), 201) == first
    refused(send(b"two", "AaA"))
    with scopes.enter(scopes.system()):
        (row,) = CaseFile.objects.all()
        assert row.size == 3


def test_a_key_is_forgotten_after_its_time(places: Places) -> None:
    api = places.api("owner")
    api.token, start = "", timezone.now()
    client = people.login(api.client, places.owner)
    client.handler.enforce_csrf_checks = False
    with time_machine.travel(start, tick=False) as traveller:
        good(api.post("cases", {}, headers=once("k")), 201)
        for hours, cases in ((11, 1), (47, 1), (48, 2)):
            traveller.move_to(start + timedelta(hours=hours))
            people.login(client, places.owner)
            good(api.post("cases", {}, headers=once("k")), 201)
            assert in_system(Case) == cases


def test_old_answers_are_cleaned_up(places: Places) -> None:
    api = places.api("owner")
    for key in "ab":
        good(api.post("cases", {}, headers=once(key)), 201)
    now = timezone.now()
    with scopes.enter(scopes.system()):
        IdempotencyKey.objects.filter(key="a").update(created_at=now - KEPT_FOR - timedelta(seconds=1))
        assert keys_forget(now - KEPT_FOR) == 1
        assert [row.key for row in IdempotencyKey.objects.all()] == ["b"]
    assert find("policy.forget").queue == "feed"


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_make_one_case(settings: Any, tmp_path: Any) -> None:
    """Twenty parallel POSTs with one key, each on a connection of its own: one case, one answer."""
    settings.MEDIA_ROOT = tmp_path
    places = make_places()
    apis = [Api(token=api.token, seat=api.seat) for api in [api_of(places.owner)] * 20]
    gate = threading.Barrier(len(apis))
    answers: list[Answer] = []

    def send(api: Api) -> None:
        gate.wait(timeout=30)
        try:
            answers.append(api.post("cases", {"sections": WHOLE}, headers=once("k")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[api]) for api in apis]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [answer.status for answer in answers] == [201] * 20
    assert len({answer.body["id"] for answer in answers}) == 1
    assert sum(REPLAYED in answer.headers for answer in answers) == 19
    assert in_system(Case) == 1


def test_files_of_an_upload_are_read_twice(places: Places) -> None:
    """Naming the request by its files must not eat them."""
    case_id = file_request(places)
    upload = SimpleUploadedFile("b.txt", BytesIO(b"content").read())
    answer = places.api("owner").upload(f"cases/{case_id}/attachments", {"files": upload}, headers=once())
    assert good(answer, 201)["received"][0]["size"] == 7
