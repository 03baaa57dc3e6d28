"""The liaison log: whose it is, what is still owed, and who is reminded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from alerts.outreach.models import Contact, ContactFile
from alerts.outreach.services.liaison import follow_ups_remind
from alerts.outreach.tasks import check_file
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from tests import people
from tests.outreach.conftest import Room

pytestmark = pytest.mark.django_db
LOG = "/editorial/outreach/contacts/"


def body(office: Any, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "office": office.pk, "day": (today - timedelta(days=3)).isoformat(), "means": "call", "topic": "商标抢注通报",
        "counterpart": "IP desk", "notes": "", "agreement": "=每季度交换一次", "follow_up": "寄送名单",
        "follow_up_on": today.isoformat(),
    } | more  # fmt: skip


def test_a_contact_from_its_note_to_its_follow_up(room: Room, client: Client) -> None:
    office = room.office()
    people.login(client, room.overseas)
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    for wrong, field in (
        ({"day": later}, "day"),
        ({"follow_up": ""}, "follow_up"),
        ({"follow_up_on": ""}, "follow_up_on"),
        ({"follow_up_on": "2020-01-01"}, "follow_up_on"),
    ):
        answer = client.post(f"{LOG}add/", body(office, **wrong))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    elsewhere = room.office(name_zh="日本的商会", country="JP")
    assert client.post(f"{LOG}add/", body(elsewhere)).status_code == 422
    assert client.post(f"{LOG}add/", body(office)).status_code == 302
    with scopes.enter(scopes.system()):
        contact = Contact.objects.get()
        # once, to whoever noted it
        assert (follow_ups_remind(), follow_ups_remind()) == (1, 0)
        told = OutboxEvent.objects.get(topic="notice", payload__template="outreach/follow_up")
    assert told.payload["recipients"]["users"] == [room.overseas.pk]
    page = f"{LOG}{contact.public_id}/"
    assert client.post(f"{page}files/", {}).status_code == 422
    upload = SimpleUploadedFile("protocol.txt", "会谈纪要".encode(), "text/plain")
    assert client.post(f"{page}files/", {"file": upload}).status_code == 302
    with scopes.enter(scopes.system()):
        kept = ContactFile.objects.get()
        asked = OutboxEvent.objects.get(topic="outreach.check_file")
    assert client.get(f"{page}files/{kept.public_id}/").status_code == 404
    check_file(Work(asked.pk, asked.topic, asked.payload, None, None, 1, asked.created_at))
    sent = client.get(f"{page}files/{kept.public_id}/")
    assert b"".join(sent.streaming_content).decode() == "会谈纪要"  # type: ignore[attr-defined]
    assert len(client.get(f"{LOG}?follow=open").context["page"].rows) == 1
    assert not client.get(f"{LOG}?follow=late").context["page"].rows
    assert client.post(f"{page}done/").status_code == 302
    assert client.post(f"{page}done/").status_code == 409
    assert not client.get(f"{LOG}?follow=open").context["page"].rows
    # a spreadsheet must not run what somebody typed
    assert "'=每季度" in client.get("/editorial/outreach/contacts.csv?country=DE").content.decode()

    # the nation reads it and leaves it as it is; another center does not see it
    people.login(client, room.coordinator)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}change/", body(office, topic="改写")).status_code == 404
    with scopes.enter(room.coordinator.scope()):
        assert Contact.objects.filter(pk=contact.pk).update(topic="改写") == 0
    assert people.login(client, room.local).get(page).status_code == 404
    assert client.post(f"{LOG}add/", body(office)).status_code == 409
    with scopes.enter(room.local.scope()), pytest.raises(ProgrammingError), transaction.atomic():
        Contact.objects.create(center_id=room.local.center.pk, office=office, day="2026-11-01", means="call", topic="x")  # type: ignore[union-attr]
