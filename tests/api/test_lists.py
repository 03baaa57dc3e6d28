"""Lists: views, filters, cursors; the same number of statements for N and 2N rows."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import people
from tests.api.calls import Api, api_of
from tests.api.conftest import Places
from tests.api.test_life import good
from tests.cases_made import filed_case


@pytest.fixture
def many(places: Places) -> list[Any]:
    """Make twelve cases at the center, every third overdue, every fourth in Germany, half of them the handler's."""
    today = timezone.localdate()
    return [
        filed_case(
            places.center,
            places.owner.enterprise,  # type: ignore[arg-type]
            state="under_review" if n % 2 else "submitted",
            handler=places.handler.user if n % 2 else None,
            due_on=today + datetime.timedelta(days=-1 if n % 3 == 0 else n),
            country="DE" if n % 4 == 0 else "US",
            submitted_at=timezone.now() - datetime.timedelta(hours=n),
        )
        for n in range(12)
    ]


def ids(answer: Any) -> list[str]:
    return [row["id"] for row in good(answer)["results"]]


def test_views(places: Places, many: list[Any]) -> None:
    handler, supervisor, owner = places.api("handler"), places.api("supervisor"), places.api("owner")
    assert set(ids(handler.get("cases"))) == {str(case.public_id) for case in many[1::2]}
    assert set(ids(supervisor.get("cases?view=mine"))) == {str(case.public_id) for case in many[::2]}
    assert len(ids(handler.get("cases?view=queue"))) == 12
    overdue = handler.get("cases?view=overdue")
    assert set(ids(overdue)) == {str(case.public_id) for case in many[::3]}
    assert all(row["overdue"] for row in overdue.body["results"])
    assert ids(handler.get("cases?view=all")) == [str(case.public_id) for case in many]
    assert ids(handler.get("cases?view=drafts")) == []
    assert len(ids(owner.get("cases"))) == 12
    assert ids(places.api("stranger").get("cases")) == []
    assert ids(places.api("outsider").get("cases?view=all")) == []
    national = api_of(people.person("coordinator"))
    assert len(ids(national.get("cases"))) == 12
    answer = owner.get("cases?view=mine")
    assert (answer.status, list(answer.body["errors"])) == (400, ["view"])


def test_filters_are_those_of_the_page(places: Places, many: list[Any]) -> None:
    api = places.api("handler")
    german = {str(case.public_id) for case in many[::4]}
    assert set(ids(api.get("cases?view=all&country=DE"))) == german
    both = api.get("cases?view=all&state=submitted&state=under_review&country=DE")
    assert set(ids(both)) == german
    assert set(ids(api.get("cases?view=all&state=under_review&country=DE"))) == set()
    assert ids(api.get(f"cases?view=all&q={many[3].number}")) == [str(many[3].public_id)]
    assert len(ids(api.get(f"cases?view=all&handler={places.handler.pk}"))) == 6
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert ids(api.get(f"cases?view=all&submitted_from={tomorrow}")) == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("state=flying", "state"),
        ("country=XX", "country"),
        ("submitted_from=yesterday", "submitted_from"),
        ("handler=0", "handler"),
        ("handler=99999999999999999999999999", "handler"),
        ("stat=draft", "stat"),
        ("center=1", "center"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1e2", "limit"),
        ("after=nonsense", "after"),
        ("before=WyJ4IiwgMV0", "before"),
        ("after=W251bGwsIG51bGxd", "after"),
        ("view=nowhere", "view"),
        ("q=a%00b", "q"),
        ("q=" + "a" * 81, "q"),
    ],
)
def test_a_wrong_parameter_is_no_list(places: Places, query: str, name: str) -> None:
    answer = places.api("handler").get(f"cases?{query}")
    assert answer.status == 400
    assert list(answer.body["errors"]) == [name]


def walk(api: Api, path: str) -> tuple[list[str], int]:
    found: list[str] = []
    pages = 0
    while path:
        answer = good(api.get(path))
        found += [row["id"] for row in answer["results"]]
        pages += 1
        path = "/" + answer["next"].split("/", 3)[3] if answer["next"] else ""
    return found, pages


def test_pages_by_cursor(places: Places, many: list[Any]) -> None:
    api = places.api("handler")
    found, pages = walk(api, "cases?view=all&limit=5")
    assert found == [str(case.public_id) for case in many]
    assert pages == 3
    first = good(api.get("cases?view=all&limit=5&country=US"))
    assert first["previous"] is None
    assert "country=US" in first["next"]
    second = good(api.get("/" + first["next"].split("/", 3)[3]))
    back = good(api.get("/" + second["previous"].split("/", 3)[3]))
    assert back["results"] == first["results"]
    by_due, _pages = walk(api, "cases?view=queue&limit=5")
    assert len(set(by_due)) == 12


def test_a_list_costs_the_same_for_twice_the_rows(places: Places, many: list[Any]) -> None:
    api = places.api("handler")
    # The first use of a token writes when it was used.
    good(api.get("me"))

    def statements(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            good(api.get(path))
        return len(captured)

    case_id = many[0].public_id
    for path in (
        "cases?view=all&limit={}",
        f"cases/{case_id}/timeline?limit={{}}",
        f"cases/{case_id}/messages?limit={{}}",
    ):
        if "messages" in path:
            for n in range(8):
                good(api.post(f"cases/{case_id}/messages", {"body": str(n)}), 201)
        assert statements(path.format(3)) == statements(path.format(6))


def test_readers_of_a_case(places: Places, many: list[Any]) -> None:
    """Staff see why a case is here, applicants their receipt; the nation's readers no phone of the applicant."""
    path = f"cases/{many[0].public_id}"
    owner, handler = good(places.api("owner").get(path)), good(places.api("handler").get(path))
    assert owner["receipt_code"]
    assert owner["routing"] == []
    assert {section["key"] for section in handler["sections"]} >= {"contact", "agent"}
    analyst = api_of(people.person("analyst"))
    seen = good(analyst.get(path))
    assert seen["receipt_code"] == ""
    assert {"contact", "agent"}.isdisjoint(section["key"] for section in seen["sections"])
    assert "contact@example.com" not in str(seen)
    assert seen["actions"] == []
    assert api_of(people.person("coordinator")).get(path).body["actions"]
