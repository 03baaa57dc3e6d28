"""A campaign from its plan to its results, and what the public home shows of it."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from alerts.outreach.importing import read_count, read_day, read_sheet
from alerts.outreach.models import Campaign, CampaignReport, Feature, Figure, Mailing, PlanItem
from alerts.outreach.services.spreading import edition_spread
from alerts.subscriptions.selectors.figures import mailed_counts
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.outreach.conftest import Room, post
from tests.publishing.conftest import Desk, desk
from tests.subscriptions.conftest import rows, subscribe, work_off
from tests.subscriptions.test_sending import retract

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
    # no picture puts what has different units on one axis
    assert [chart.rows[0][1][0].text for chart in shown.by_day] == ["60"]

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


def test_the_results_count_subscribers_and_are_made_as_a_document(room: Room, desk: Desk, client: Client) -> None:
    for name in ("one", "two"):
        subscribe(f"{name}@example.com")
    edition = desk.out()
    retracted = desk.out(slug="gone", countries=["DE"])
    work_off("subscriptions.spread", "notice.deliver")
    retract(retracted)
    work_off("subscriptions.spread", "notice.deliver")
    # one of the mails about it came back later
    rows("update notices_delivery set state = 'failed' where id = (select min(id::text)::uuid from notices_delivery where state = 'sent'"
         " and event_id = (select event from subscriptions_portion p join subscriptions_dispatch d on d.id = p.dispatch_id"
         " where d.edition_id = %s limit 1))", retracted.pk)  # fmt: skip
    campaign, page = begin(client, room)
    today = timezone.localdate().isoformat()
    item = {"what": "推送", "channel": "email", "planned_on": today, "responsible": "宣传组"}
    assert client.post(f"{page}plan/add/", item | {"page": f"/alerts/{edition.slug}/"}).status_code == 302
    with scopes.enter(scopes.system()):
        PlanItem.objects.create(
            campaign=campaign, center=campaign.center, what="撤回", channel="email", planned_on=today,
            responsible="宣传组", edition=retracted.public_id,
        )  # fmt: skip
        assert mailed_counts([edition.public_id, retracted.public_id]) == {
            edition.public_id: 2,
            retracted.public_id: 1,
        }
    shown = client.get(f"{page}results/").context["results"]
    [line] = [line for line in shown.lines if line.channel == "email"]
    # What was retracted is no page of the campaign any more; its notice is no reach.
    assert (line.counted, line.percent) == (2, 50)
    # the document is made once, in both languages, by the worker
    for _again in range(2):
        assert client.post(f"{page}results/report/").status_code == 302
    assert client.get(f"{page}results/report-en.pdf").status_code == 404
    with scopes.enter(scopes.system()):
        first = [event.pk for event in OutboxEvent.objects.filter(topic="outreach.report")]
    assert len(first) == 2
    for event in first:
        post(event)
    texts = {}
    for language in ("zh-hans", "en"):
        answer = client.get(f"{page}results/report-{language}.pdf")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        reader = PdfReader(BytesIO(body))
        texts[language] = re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in reader.pages))
    assert "演示宣传周" in texts["zh-hans"]
    assert "送达订阅者" in texts["zh-hans"]
    assert "Deliveredtosubscribers" in texts["en"]
    assert "50%" in texts["en"]
    # a newer one takes the place of the older, bytes and all
    with scopes.enter(scopes.system()):
        old = list(CampaignReport.objects.values_list("storage_key", flat=True))
    client.post(f"{page}results/report/")
    with scopes.enter(scopes.system()):
        later = [event.pk for event in OutboxEvent.objects.filter(topic="outreach.report").exclude(pk__in=first)]
    for event in later:
        post(event)
    with scopes.enter(scopes.system()):
        assert CampaignReport.objects.filter(state="ready").count() == CampaignReport.objects.count() == 2
    assert [default_storage.exists(key) for key in old] == [False, False]
    # it holds the figures of all centers
    people.login(client, room.local)
    assert client.get(f"{page}results/report-en.pdf").status_code == 403
    assert not client.get(f"{page}results/").context["reports"]
