"""The booth pack: ordered by firm or center, made by a worker, made anew when what it says has changed."""

from __future__ import annotations

import os
import re
from io import BytesIO
from pathlib import Path

from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from exhibitions.fairs.models import FairContact, OwnRight
from exhibitions.screening.models import BoothPack
from exhibitions.screening.services.screenings import screening_move
from exhibitions.screening.tasks import packs_renew
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.outreach.conftest import post
from tests.screening import made
from tests.screening.conftest import Room


def made_now(room: Room) -> BoothPack:
    """Do the worker's part of the last order."""
    with scopes.enter(scopes.system()):
        event = OutboxEvent.objects.filter(topic="screening.pack", state="pending").latest("created_at")
    post(event.pk)
    with scopes.enter(scopes.system()):
        return BoothPack.objects.get(participant=room.participant)


def text_of(client: Client, pack: BoothPack) -> str:
    """Fetch a pack as a person does and read it."""
    answer = client.get(reverse("screening:pack", args=[pack.public_id]))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if folder := os.environ.get("KEEP_PACKS"):
        (Path(folder) / f"pack-{pack.language}-{pack.pk}.pdf").write_bytes(body)
    return re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(body)).pages))


def test_a_pack_is_made_and_made_anew(room: Room, client: Client) -> None:
    room.handed_in()
    with scopes.enter(scopes.system()):
        OwnRight.objects.create(
            participant=room.participant, center_id=room.participant.center_id, kind="design", number="018123456-0001",
            title="电动滑板车外观", country="EU", owner="参展企业",
        )  # fmt: skip
        FairContact.objects.create(
            fair=room.delegation.edition.fair, center=people.national_center(), kind="law_firm", name_zh="演示律所",
            name_local="Kanzlei Muster", phone="+4951112345", is_public=True,
        )  # fmt: skip
    people.login(client, room.owner)
    order = reverse("screening:pack_order", args=[room.participant.public_id])
    assert client.post(order, {"language": "xx"}).status_code == 422
    client.post(order, {"language": "de"})
    client.post(order, {"language": "de"})
    pack = made_now(room)
    text = text_of(client, pack)
    for words in (
        "018123456-0001",
        "+4951112345",
        "KanzleiMuster",
        "WirstimmeneinerVernichtung",
        "第一个小时",
        "电动滑板车",
    ):
        assert words in text, words
    # What nobody signed does not stand in it.
    assert "带好证书" not in text
    with scopes.enter(scopes.system()):
        assert packs_renew() == 0
        screening = room.exhibit.screenings.get()
    with scopes.enter(room.expert.scope()):
        screening_move(screening=screening, verb="sign", actor=made.actor(room.expert))
    with scopes.enter(scopes.system()):
        assert packs_renew() == 1
    newer = made_now(room)
    assert "带好证书" in text_of(client, newer)
    assert not default_storage.exists(pack.storage_key)
    # Another firm, and the expert on duty, do not get it.
    for who, status in ((people.person("owner", enterprise=people.make_enterprise()), 404), (room.expert, 403)):
        answer = people.login(Client(), who).get(reverse("screening:pack", args=[newer.public_id]))
        assert answer.status_code == status
