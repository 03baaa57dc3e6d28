"""A campaign from its plan to its results, and what the public home shows of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from alerts.outreach.importing import read_count, read_day, read_sheet
from alerts.outreach.models import Campaign, Feature, Figure, Mailing, PlanItem
from alerts.outreach.services.spreading import edition_spread
from portal.tenancy import scope as scopes
from tests import people
from tests.outreach.conftest import Room, post
from tests.publishing.conftest import Desk, desk

__all__ = ["desk"]
pytestmark = pytest.mark.django_db


def begin(client: Client, room: Room, **more: Any) -> tuple[Campaign, str]:
    """Begin a campaign on the desk and start it."""
    today = timezone.localdate()
    body = {
        "title_zh": "演示宣传周", "title_en": "Demonstration week", "goal": "让企业知道去哪里求助", "audience": "出口企业",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=6)).isoformat(), "owner": "宣传组",
        "open_to_centers": "on", "target_event": "200", "target_email": "4",
    } | more  # fmt: skip
    people.login(client, room.coordinator)
    wrong = client.post("/editorial/outreach/campaigns/add/", body | {"ends_on": "2020-01-01", "target_event": "-1"})
    assert sorted(wrong.context["form"].errors) == ["ends_on", "target_event"]
    assert client.post("/editorial/outreach/campaigns/add/", body).status_code == 302
    with scopes.enter(scopes.system()):
        campaign = Campaign.objects.get()
    return campaign, f"/editorial/outreach/campaigns/{campaign.public_id}/"


def test_from_the_plan_to_the_results(room: Room, desk: Desk, client: Client) -> None:
    room.listed(room.office())
    edition = desk.out()
    campaign, page = begin(client, room)
    today = timezone.localdate().isoformat()
    item = {
        "what": "讲座",
        "channel": "event",
        "planned_on": today,
        "responsible": "培训处",
        "cost": "1200",
        "currency": "CNY",
    }
    bad = client.post(f"{page}plan/add/", item | {"page": "/alerts/nothing/", "currency": "", "address": "nowhere"})
    assert sorted(bad.context["form"].errors) == ["address", "currency", "page"]
    assert client.post(f"{page}plan/add/", item | {"page": f"/alerts/{edition.slug}/"}).status_code == 302
    with scopes.enter(scopes.system()):
        assert PlanItem.objects.get().edition == edition.public_id
        assert edition_spread(edition_id=edition.pk) == 1
        mailing = Mailing.objects.get()
    post(mailing.event)

    # a center joins with its own plan and figures, and sees those alone
    people.login(client, room.local)
    assert client.post(f"{page}plan/add/", item).status_code == 302
    assert client.get(page).text.count("讲座") == 1
    figure = {"channel": "event", "day": today, "reached": "50", "counted_by": "签到表"}
    assert client.post(f"{page}figures/", figure | {"reached": "-5"}).status_code == 422
    assert client.post(f"{page}figures/", figure).status_code == 302
    assert client.post(f"{page}figures/", figure | {"reached": "60"}).status_code == 302
    shown = client.get(f"{page}results/").context["results"]
    assert [(line.channel, line.reached) for line in shown.lines if line.entered] == [("event", 60)]

    people.login(client, room.coordinator)
    broken = f"day,channel,reached,source\n{today},event,七,签到表\n{today},nowhere,3,\n"
    answer = client.post(f"{page}figures/import/", {"text": broken, "confirmed": "1"})
    assert answer.status_code == 422
    assert [(fault.line, fault.column) for fault in answer.context["sheet"].faults] == [
        (2, "reached"), (3, "channel"), (3, "source"),
    ]  # fmt: skip
    good = f"日期\t渠道\t触达数\t来源\n{today}\t活动\t1,040\t签到表\n".encode("gb18030")
    preview = client.post(f"{page}figures/import/", {"file": SimpleUploadedFile("f.csv", good)})
    with scopes.enter(scopes.system()):
        assert Figure.objects.count() == 1
    assert client.post(f"{page}figures/import/", {"text": preview.context["text"], "confirmed": "1"}).status_code == 302
    shown = client.get(f"{page}results/").context["results"]
    lines = {line.channel: (line.entered, line.counted, line.target, line.percent) for line in shown.lines}
    assert lines == {"event": (1100, None, 200, 550), "email": (None, 1, 4, 25)}
    assert [row.sent for row in shown.mailed] == [1]
    assert "未统计" in client.get(f"{page}results/").text
    assert "1100" in client.get(f"{page}results.csv").content.decode()

    # once it is over the plan stays, figures may still come; a campaign that is not open is no center's
    assert client.post(f"{page}do/end/").status_code == 302
    assert client.post(f"{page}plan/add/", item).status_code == 409
    with scopes.enter(room.coordinator.scope()):
        Campaign.objects.filter(pk=campaign.pk).update(open_to_centers=False)
    assert people.login(client, room.local).get(page).status_code == 404


def test_the_home_page_shows_what_another_released_while_it_runs(room: Room, desk: Desk, client: Client) -> None:
    edition = desk.out()
    _campaign, page = begin(client, room)
    today = timezone.localdate()
    body = {
        "title_zh": "首页上的宣传周", "title_en": "The week on the home page", "text_zh": "一句话", "text_en": "One sentence",
        "pages": f"/alerts/{edition.slug}/", "shows_from": today.isoformat(),
        "shows_until": (today + timedelta(days=6)).isoformat(),
    }  # fmt: skip
    late = client.post(
        f"{page}showing/", body | {"shows_until": (today + timedelta(days=60)).isoformat(), "pages": "x"}
    )
    assert sorted(late.context["form"].errors) == ["pages", "shows_until"]
    assert client.post(f"{page}showing/", body).status_code == 302
    with scopes.enter(scopes.system()):
        feature = Feature.objects.get()
    act = f"/editorial/outreach/showings/{feature.public_id}/do"
    # not by whoever prepared it, and not before the campaign runs
    assert room.coordinator.user is not None
    people.add_role(room.coordinator.user, people.national_center(), "reviewer")
    assert people.login(client, room.reviewer).post(f"{act}/release/").status_code == 409
    assert people.login(client, room.coordinator).post(f"{page}do/start/").status_code == 302
    assert client.post(f"{act}/release/").status_code == 409
    with scopes.enter(room.coordinator.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Feature.objects.filter(pk=feature.pk).update(
            state="released", decided_by=room.coordinator.pk, decided_at=timezone.now()
        )
    client.logout()
    assert "首页上的宣传周" not in client.get("/").text
    assert people.login(client, room.reviewer).post(f"{act}/release/").status_code == 302
    client.logout()
    home = client.get("/").text
    assert "首页上的宣传周" in home
    assert edition.title_zh in home
    # the campaign cannot end under it, and ends it
    with (
        scopes.enter(scopes.system()),
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("update outreach_campaign set state = 'ended'")
    assert people.login(client, room.coordinator).post(f"{page}do/end/").status_code == 302
    client.logout()
    assert "首页上的宣传周" not in client.get("/").text


def test_what_a_file_may_say() -> None:
    assert str(read_day("2026年3月2日")) == "2026-03-02"
    assert read_day("2026-02-30") is None
    assert (read_count("１,２００"), read_count("1.5"), read_count("9999999999")) == (1200, None, None)
    for text, column in (("", "day"), ("day,channel\n", "reached"), ("day,channel,reached,source\n", "")):
        assert column in [fault.column for fault in read_sheet(text, {}).faults]
    twice = read_sheet("day,channel,reached,source\n2026-01-05,event,1,a\n2026-01-05,活动,2,a\n", {})
    assert [(fault.line, fault.column) for fault in twice.faults] == [(3, "day")]
