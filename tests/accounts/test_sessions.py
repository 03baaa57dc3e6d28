"""How long a session lasts, to the minute, and what a person is told when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Session
from portal.accounts.sessions import SessionStore
from portal.policy import personas
from tests import people
from tests.accounts.helpers import audit, logged_in, type_password, verbs

PAGE = "/accounts/"
NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(NOON + timedelta(minutes=minutes), tick=False)


@pytest.fixture(params=sorted(personas.SECOND_FACTOR))
def strict(request: pytest.FixtureRequest, db: None) -> people.Person:
    return people.person(request.param)


def begin(who: people.Person) -> Client:
    with at(0):
        client = people.login(Client(), who)
        assert client.get(PAGE).status_code == 200
    return client


def test_staff_idle_29_minutes_stay_and_31_go(strict: people.Person) -> None:
    client = begin(strict)
    with at(29):
        assert client.get(PAGE).status_code == 200
    with at(29 + 31):
        response = client.get(PAGE + "?tab=2")
        assert response.status_code == 302
        query = parse_qs(urlsplit(response["Location"]).query)
        assert query == {"ended": ["idle"], "next": [PAGE + "?tab=2"]}
        assert not logged_in(client)
        page = client.get(response["Location"]).content.decode()
        assert "已自动退出" in page
        assert "没有丢失" in page
    verb, actor, payload = audit()[-1]
    assert (verb, actor, payload) == ("account.session_expired", strict.pk, {"limit": "idle"})


def test_staff_absolute_12_hours_minus_and_plus_a_minute(strict: people.Person) -> None:
    client = begin(strict)
    for minutes in range(25, 12 * 60, 25):
        with at(minutes):
            assert client.get(PAGE).status_code == 200
    with at(12 * 60 - 1):
        assert client.get(PAGE).status_code == 200
    with at(12 * 60 + 1):
        response = client.get(PAGE)
        assert response.status_code == 302
        assert "ended=absolute" in response["Location"]


@pytest.mark.parametrize("persona", ["owner", "agent", "unaffiliated"])
def test_others_idle_12_hours(db: None, persona: str) -> None:
    client = begin(people.person(persona))
    for minutes in (31, 31 + 12 * 60 - 1):
        with at(minutes):
            assert client.get(PAGE).status_code == 200
    with at(31 + 12 * 60 - 1 + 12 * 60 + 1):
        response = client.get(PAGE)
        assert response.status_code == 302
        assert "ended=" in response["Location"]
        assert not logged_in(client)


def test_a_second_seat_of_staff_makes_the_whole_session_strict(db: None) -> None:
    owner = people.person("owner")
    people.person("handler", user=owner.user)
    client = begin(owner)
    with at(31):
        assert client.get(PAGE).status_code == 302


def test_activity_is_written_at_most_once_a_minute_and_alone(db: None) -> None:
    client = begin(people.person("handler"))
    key = client.session.session_key

    def writes(minutes: float) -> list[str]:
        with at(minutes), CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]

    assert writes(0.5) == []
    (one,) = writes(1.1)
    assert '"seen_at"' in one
    assert '"session_data"' not in one
    assert writes(1.5) == []
    assert Session.objects.get(session_key=key).seen_at == NOON + timedelta(minutes=1.1)


def test_the_stamp_never_takes_back_what_another_request_wrote(db: None) -> None:
    who = people.person("handler")
    client = begin(who)
    with at(5):
        slow = client.session
        assert isinstance(slow, SessionStore)
        assert slow["seat"] == who.seat_key
        quick = client.session
        quick["seat"] = "elsewhere"
        quick.save()
        slow.seen_at = NOON
        slow.stamp(timezone.now())
        assert client.session["seat"] == "elsewhere"


def test_programs_get_401(db: None) -> None:
    client = begin(people.person("handler"))
    with at(31):
        response = client.get("/api/v1/token")
        assert response.status_code == 401
        assert response.json()["code"] == "session_expired"


def test_htmx_leaves_the_page_and_a_form_leads_back_to_where_it_stood(db: None) -> None:
    client = begin(people.person("handler"))
    with at(31):
        response = client.get(PAGE, headers={"HX-Request": "true", "Referer": "http://testserver/staff/?a=1"})
        assert response.status_code == 204
        assert parse_qs(urlsplit(response["HX-Redirect"]).query)["next"] == ["/staff/?a=1"]
    client = begin(people.person("handler"))
    with at(31):
        response = client.post(PAGE, {}, headers={"Referer": "http://testserver/staff/"})
        assert "next=/staff/" in response["Location"]
    client = begin(people.person("handler"))
    with at(31):
        response = client.post(PAGE, {}, headers={"Referer": "https://evil.example/staff/"})
        assert "next=" not in response["Location"]


def test_a_session_ended_elsewhere_is_explained(db: None) -> None:
    user = people.make_user()
    here, there = Client(HTTP_USER_AGENT="Mozilla Firefox/1 Linux"), Client()
    type_password(here, user.email)
    type_password(there, user.email)
    page = here.get(reverse("usersessions_list"))
    assert len(page.context["devices"]) == 2
    assert next(device.program for device in page.context["devices"]) == "Firefox · Linux"
    other = next(device for device in page.context["devices"] if not device.current)
    assert here.post(reverse("accounts:session_end", args=[other.pk])).status_code == 302
    response = there.get(PAGE)
    assert response.status_code == 302
    assert "ended=session" in response["Location"]
    assert "已结束" in there.get(response["Location"]).content.decode()
    assert here.get(PAGE).status_code == 200
    assert verbs()[-1] == "account.session_ended"


def test_all_other_sessions_end_at_once(db: None) -> None:
    user = people.make_user()
    clients = [Client() for _n in range(3)]
    for client in clients:
        type_password(client, user.email)
    clients[0].post(reverse("usersessions_list"))
    assert [client.get(PAGE).status_code for client in clients] == [200, 302, 302]


def test_nobody_ends_anothers_session(db: None) -> None:
    user, other = people.make_user(), people.make_user()
    mine, theirs = Client(), Client()
    type_password(mine, user.email)
    type_password(theirs, other.email)
    row = theirs.get(reverse("usersessions_list")).context["devices"][0]
    foreign = mine.post(reverse("accounts:session_end", args=[row.pk]))
    nothing = mine.post(reverse("accounts:session_end", args=[999_999]))
    assert foreign.status_code == nothing.status_code == 404
    assert theirs.get(PAGE).status_code == 200


def test_ending_the_present_session_logs_out(db: None) -> None:
    user = people.make_user()
    client = Client()
    type_password(client, user.email)
    row = client.get(reverse("usersessions_list")).context["devices"][0]
    assert client.post(reverse("accounts:session_end", args=[row.pk]))["Location"] == reverse("account_login")
    assert not logged_in(client)


def test_logging_out_is_written_down(db: None) -> None:
    user = people.make_user()
    client = Client()
    type_password(client, user.email)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    assert not logged_in(client)
    assert not Session.objects.filter(session_key=key).exists()
    assert audit()[-1][:2] == ("account.logged_out", user.pk)
