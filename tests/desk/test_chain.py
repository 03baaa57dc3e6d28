"""Recording and changing on the pages, the board, what cannot be switched off, and what is forgotten in time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibitions.desk.models import Clash, Incident, Receipt
from exhibitions.desk.services import receipts
from portal.notices.fanout import spread_notice
from portal.notices.models import Delivery, Notice, NoticePreference, OutboxEvent
from portal.notices.registry import Work
from portal.notices.topics import topic_of
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests import people
from tests.desk.made import Day, Tablet, a_day, begun, change, kept

pytestmark = pytest.mark.django_db
LIST = "/staff/incidents/"


def shown(client: Client, page: str) -> dict[str, Any]:
    """Give what a browser would send back of a form as it was drawn."""
    answer = client.get(page)
    assert answer.status_code == 200
    form, hidden = answer.context["form"], answer.context["hidden"]
    with timezone.override(ZoneInfo("Europe/Berlin")):
        fields = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if raw is True else raw.strftime("%Y-%m-%dT%H:%M") if hasattr(raw, "strftime") else str(raw)
        for name, raw in (fields | dict(hidden)).items()
        if raw not in (None, "", False)
    }


def test_a_call_from_the_booth_is_recorded_at_home(day: Day, client: Client) -> None:
    people.login(client, day.handler)
    page = f"{LIST}add/{day.delegation.public_id}/"
    assert page in client.get(LIST).content.decode()
    form = shown(client, page) | {
        "kind": "seizure", "is_grave": "on", "summary": "电话：海关扣了两箱。", "participant": str(day.firm.public_id),
        "exhibit": str(day.exhibit.public_id),
    }  # fmt: skip
    late = client.post(page, form | {"happened_at": "2099-01-01T10:00", "exhibit": "x"})
    assert (late.status_code, set(late.context["form"].errors)) == (422, {"happened_at", "exhibit"})
    assert "电话：海关扣了两箱。" in late.content.decode()
    # sent twice, it is one
    assert client.post(page, form)["Location"] == client.post(page, form)["Location"]
    with scopes.enter(scopes.system()):
        row = Incident.objects.get()
    assert (row.kind, row.by_id, row.exhibit_id, row.is_grave) == ("seizure", day.handler.pk, day.exhibit.pk, True)
    # what the form shows is in the time of the fair
    assert row.happened_at - timezone.now() < timedelta(minutes=2)
    assert people.login(Client(), day.stranger).get(page).status_code == 404
    assert people.login(Client(), day.owner).get(page).status_code == 403


def test_who_saves_second_meets_a_conflict(day: Day, client: Client) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record, summary="一行\n二行", next_due_at=(timezone.now() + timedelta(days=1)).isoformat()))
    page = f"{LIST}{record}/change/"
    people.login(client, day.colleague)
    form = shown(client, page)
    # nobody's touch changes nothing, not even the seconds of a time or the ends of lines
    assert client.post(page, form | {"summary": "一行\r\n二行"}).status_code == 302
    assert kept(record).row_version == 1
    base = {"opponent": "演示权利人", "hall": "1"}
    tablet.send(change("incident.change", record, base, opponent="平板上写的", hall="2"))
    answer = client.post(page, form | {"opponent": "页面上写的", "booth": "A13"})
    with scopes.enter(scopes.system()):
        clash = Clash.objects.get()
    assert answer["Location"] == f"{LIST}{record}/conflicts/{clash.public_id}/"
    assert clash.fields == {"opponent": {"base": "演示权利人", "mine": "页面上写的", "theirs": "平板上写的"}}
    now = kept(record)
    # what does not collide stands, and nothing was overwritten: the hall that was not touched on the page neither
    assert (now.opponent, now.booth, now.hall) == ("平板上写的", "A13", "2")
    body = client.get(answer["Location"]).content.decode()
    assert "页面上写的" in body
    assert "平板上写的" in body
    # a page that does not say what it knew writes nothing; bad input comes back as it was typed
    for made_up in ("", "[]", json.dumps({"kind": {}}), json.dumps({"opponent": "平板上写的"})):
        assert client.post(page, form | {"knew": made_up, "booth": "Z9"}).status_code == 409
    wrong = client.post(page, shown(client, page) | {"summary": "", "opponent": "留住我"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["summary"])
    assert "留住我" in wrong.content.decode()
    # a firm is changed with its exhibit
    moved = shown(client, page) | {"participant": str(day.other_firm.public_id)}
    assert list(client.post(page, moved).context["form"].errors) == ["exhibit"]
    moved.pop("exhibit")
    assert client.post(page, moved).status_code == 302
    assert (kept(record).participant, kept(record).exhibit) == (day.other_firm, None)
    for who, status in ((day.stranger, 404), (people.person("coordinator"), 404), (day.owner, 403), (day.expert, 403)):
        assert people.login(Client(), who).get(page).status_code == status


def test_the_board_shows_the_fairs_that_run(day: Day, client: Client) -> None:
    tablet = Tablet(day.handler, day.delegation)
    grave = uuid7()
    tablet.send(begun(day, uuid7()), begun(day, grave, is_grave=True, kind="seizure"))
    people.login(client, people.person("coordinator"))
    client.get("/board/")
    with CaptureQueriesContext(connection) as few:
        body = client.get("/board/").content.decode()
    assert day.delegation.name in body
    assert f"{LIST}{grave}/" in body
    tablet.send(*(begun(day, uuid7(), is_grave=True) for _ in range(3)))
    with CaptureQueriesContext(connection) as many:
        rows = client.get("/board/").context["parts"][0][1]
    assert len(many) == len(few)
    row = rows["delegations"][0]
    assert (row.firms, row.people, row.happened, row.grave) == (2, 1, 5, 4)
    # a supervisor reads the own center's, another center's nothing
    assert people.login(client, day.colleague).get("/board/").context["parts"]
    other = people.person("supervisor", center=day.stranger.center)
    assert not people.login(client, other).get("/board/").context["parts"]


def test_nobody_switches_grave_incidents_off(day: Day) -> None:
    assert topic_of("desk/grave").locked
    with scopes.enter(scopes.system()):
        for channel in ("site", "email"):
            NoticePreference.objects.create(user_id=day.colleague.pk, topic="desk_grave", channel=channel, wanted=False)
    Tablet(day.handler, day.delegation).send(begun(day, uuid7(), is_grave=True))
    with scopes.enter(scopes.system()):
        told = OutboxEvent.objects.get(
            topic="notice", payload__template="desk/grave", payload__recipients__role_center_id=day.center.pk
        )
        spread_notice(Work(told.id, "notice", told.payload, told.center_id, told.actor_id, 1, told.created_at))
        assert Notice.objects.filter(user_id=day.colleague.pk, template="desk/grave").count() == 1
        mails = Delivery.objects.filter(event_id=told.id, recipient=str(day.colleague.pk), channel="email")
        assert [row.state for row in mails] == ["queued"]


def test_receipts_are_forgotten_and_nothing_is_written_twice(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = Tablet(day.handler, day.delegation)
    sent = begun(day, uuid7())
    assert tablet.send(sent)[0]["result"] == "accepted"
    with scopes.enter(scopes.system()):
        assert receipts.receipts_tidy() == 0
        monkeypatch.setattr(receipts, "DAYS", 0)
        assert (receipts.receipts_tidy(), Receipt.objects.count()) == (1, 0)
    assert tablet.send(sent)[0]["result"] == "refused"
    with scopes.enter(scopes.system()):
        assert Incident.objects.count() == 1


def test_the_app_hears_that_a_request_is_elsewhere(day: Day, client: Client) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record, foreign = uuid7(), uuid7()
    tablet.send(begun(day, record))
    people.login(client, day.handler)
    client.post(f"{LIST}{record}/request/")
    told = tablet.pack()["incidents"][0]
    assert (bool(told["case"]), told["elsewhere"]) == (True, False)
    # the request goes to another center, as after a transfer: its link is not given, and that it exists is said
    other = a_day()
    Tablet(other.handler, other.delegation).send(begun(other, foreign))
    people.login(Client(), other.handler).post(f"{LIST}{foreign}/request/")
    with scopes.enter(scopes.system()):
        Incident.objects.filter(public_id=record).update(case_id=kept(foreign).case_id)
    told = tablet.pack()["incidents"][0]
    assert (told["case"], told["elsewhere"]) == ("", True)
    body = client.get(f"{LIST}{record}/").content.decode()
    assert "已转为求助，现由其他中心办理。" in body
    assert f"{record}/request/" not in body
