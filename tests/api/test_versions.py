"""Two people at one case: ETag, If-Match, and the race that the version alone cannot see."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection, connections, transaction

from cases.models import Case, TimelineEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.api.calls import Answer, Api, api_of
from tests.api.conftest import Places, make_places
from tests.api.test_life import STATEMENTS, file_request, good
from tests.api.test_problems import is_problem
from tests.filing.requests import WHOLE

WRITES = [
    ("PATCH", "cases/{}", {"sections": {"contact": {"contact_name": "李"}}, "partial": True}),
    ("DELETE", "cases/{}", None),
    ("POST", "cases/{}/submit", STATEMENTS),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES, ids=[method for method, _path, _body in WRITES])
def test_writes_on_a_draft_name_the_version(places: Places, method: str, path: str, body: Any) -> None:
    api = places.api("owner")
    made = api.post("cases", {"sections": WHOLE})
    address = path.format(made.body["id"])
    without = api.call(method, address, body)
    assert (without.status, without.body["code"]) == (428, "if_match_required")
    for stale in ('"v999"', "v2", f"W/{made.etag}", '"v1", "v999"'):
        answer = api.call(method, address, body, headers={"If-Match": stale})
        assert (answer.status, answer.body["code"]) == (412, "if_match_stale")
    assert api.get(f"cases/{made.body['id']}").etag == made.etag
    both = f'"v999", {made.etag}'
    assert api.call(method, address, body, headers={"If-Match": both}).status in {200, 204}


def test_deeds_name_the_version(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("handler")
    assert api.post(f"cases/{case_id}/actions/review", {}).status == 428
    assert api.post(f"cases/{case_id}/actions/review", {}, headers={"If-Match": '"v1"'}).status == 412
    assert good(api.get(f"cases/{case_id}"))["state"]["code"] == "submitted"
    done = api.post(f"cases/{case_id}/actions/review", {}, headers={"If-Match": "*"})
    assert good(done)["state"]["code"] == "under_review"
    # The answer to a change carries the tag for the next one.
    assert good(api.post(f"cases/{case_id}/actions/accept", {"level": "ordinary"}, headers={"If-Match": done.etag}))


def test_a_deed_that_is_not_open_says_why(places: Places) -> None:
    case_id = file_request(places)
    api = places.api("handler")
    answer = api.act(case_id, "accept", {"level": "ordinary"})
    assert (answer.status, answer.body["code"]) == (409, "conflict")
    assert "Submitted" in answer.body["detail"]
    described = good(api.get(f"cases/{case_id}/actions/accept"))
    assert not described["open"]
    assert described["refusal"] == answer.body["detail"]
    assert described["fields"] == []


def test_a_deed_of_another_role_is_forbidden_in_whatever_state(places: Places) -> None:
    """As the pages say it; 409 is for what the state forbids."""
    case_id = file_request(places)
    owner, handler = places.api("owner"), places.api("handler")
    for api, verb in ((owner, "review"), (owner, "accept"), (handler, "issue_opinion")):
        is_problem(api.get(f"cases/{case_id}/actions/{verb}"), 403, "permission_denied")
        is_problem(api.act(case_id, verb), 403, "permission_denied")
        is_problem(
            api.post(f"cases/{case_id}/actions/{verb}", {}, headers={"If-Match": '"v0"'}), 403, "permission_denied"
        )
    assert good(owner.get(f"cases/{case_id}"))["state"]["code"] == "submitted"
    assert places.api("stranger").get(f"cases/{case_id}/actions/review").status == 404


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where not granted")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_two_staff_race_one_transition(settings: Any, tmp_path: Any) -> None:
    """Both have read the same version and both pass its check; the row's lock decides: one does it, the other 409."""
    settings.MEDIA_ROOT = tmp_path
    places = make_places()
    case_id = file_request(places)
    colleague = people.person("handler", center=places.center)
    tokens = [api_of(places.handler), api_of(colleague)]
    etag = tokens[0].get(f"cases/{case_id}").etag
    answers: list[Answer] = []

    def send(api: Api) -> None:
        try:
            answers.append(api.post(f"cases/{case_id}/actions/review", {}, headers={"If-Match": etag}))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[api]) for api in tokens]
    with transaction.atomic(), scopes.enter(scopes.system()):
        Case.objects.select_for_update().get(public_id=case_id)
        for thread in threads:
            thread.start()
        until = time.monotonic() + 30
        while _waiting() < len(threads) and time.monotonic() < until:
            time.sleep(0.02)
        assert _waiting() == len(threads)
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answer.status for answer in answers) == [200, 409]
    lost = next(answer for answer in answers if answer.status == 409)
    assert lost.body["code"] == "conflict"
    assert "Under review" in lost.body["detail"]
    with scopes.enter(scopes.system()):
        assert TimelineEntry.objects.filter(case__public_id=case_id, verb="review").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_submit_and_a_change_do_not_cross(settings: Any, tmp_path: Any) -> None:
    """Five times: one device sends while another still fills in. What was sent is what the version said."""
    settings.MEDIA_ROOT = tmp_path
    places = make_places()
    for _attempt in range(5):
        first, second = api_of(places.owner), api_of(places.owner)
        made = first.post("cases", {"sections": WHOLE})
        case_id, match = made.body["id"], {"If-Match": made.etag}
        answers: dict[str, Answer] = {}

        def run(name: str, call: Any) -> None:
            try:
                answers[name] = call()  # noqa: B023 - joined before the next round
            finally:
                connections.close_all()

        change = {"sections": {"events": {"cause": "改过的案由"}}}
        threads = [
            threading.Thread(target=run, args=["submit", lambda: first.post(f"cases/{case_id}/submit", STATEMENTS, headers=match)]),  # noqa: B023
            threading.Thread(target=run, args=["patch", lambda: second.patch(f"cases/{case_id}", change, headers=match)]),  # noqa: B023
        ]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert sorted(answer.status for answer in answers.values()) in ([200, 412], [200, 409])
        with scopes.enter(scopes.system()):
            case = Case.objects.get(public_id=case_id)
        assert (case.state == "submitted") == (answers["submit"].status == 200)
        assert (case.cause == "改过的案由") == (answers["patch"].status == 200)
