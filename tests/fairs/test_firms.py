"""A firm at a fair: signs up, is decided about, shows products and rights; what others see of it."""

from __future__ import annotations

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from exhibitions.fairs import workflow
from exhibitions.fairs.models import Delegation, Exhibit, ExhibitPicture, OwnRight, Participant, RightCover
from exhibitions.fairs.services.matching import participants_match
from exhibitions.fairs.tasks import check_file
from portal.accounts.models import Enterprise
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from tests import people
from tests.fairs.conftest import Room

pytestmark = pytest.mark.django_db
FORM = {"contact_name": "联系人", "contact_phone": "13800138000", "markets": "德国，法国"}


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "#123456").save(out, "PNG")
    return out.getvalue()


def _check(topic: str = "fairs.check_file") -> None:
    with scopes.enter(scopes.system()):
        events = list(OutboxEvent.objects.filter(topic=topic))
    for event in events:
        check_file(Work(event.pk, event.topic, event.payload, None, None, 1, event.created_at))


def test_a_firm_signs_up_and_the_center_decides(room: Room, client: Client) -> None:
    delegation = room.delegation(sign_up_until=timezone.localdate())
    people.login(client, room.owner)
    signing = f"/fairs/delegations/{delegation.public_id}/sign-up/"
    answer = client.post(signing, FORM | {"markets": "德国，火星"})
    assert list(answer.context["form"].errors) == ["markets"]
    assert "火星" in answer.content.decode()
    assert client.post(signing, FORM).status_code == 302
    assert client.post(signing, FORM).status_code == 409
    with scopes.enter(room.owner.scope()):
        row = Participant.objects.get()
        assert (row.markets, row.contact_phone) == (["DE", "FR"], "+8613800138000")
        # nobody takes themselves in
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.filter(pk=row.pk).update(state="confirmed")
    page = f"/fairs/participants/{row.public_id}/"
    # the public page offers the form to everybody; a firm that is in finds its entry
    assert client.get(signing)["Location"] == page
    assert client.post(f"{page}do/confirm/").status_code == 409
    assert people.login(Client(), room.other).get(page).status_code == 404
    desk = people.login(Client(), room.handler)
    assert client.get("/fairs/mine/").context["rows"][0][0].state == "asked"
    assert desk.post(f"{page}do/withdraw/").status_code == 409
    assert desk.post(f"{page}do/refuse/", {}).status_code == 422
    assert desk.post(f"{page}do/refuse/", {"reason": "名额已满"}).status_code == 302
    assert "名额已满" in client.get(page).content.decode()
    assert desk.post(f"{page}do/confirm/").status_code == 302
    # what it says of itself is its own to change, its name is the register's
    assert client.post(f"{page}change/", FORM | {"booth": "A12", "name": "别的名字", "version": "3"}).status_code == 302
    assert client.post(f"{page}change/", FORM | {"booth": "A13", "version": "3"}).status_code == 422
    with scopes.enter(room.handler.scope()):
        row = Participant.objects.get()
        assert (row.booth, row.name) == ("A12", room.owner.enterprise.name)  # type: ignore[union-attr]
    assert client.post(f"{page}do/withdraw/").status_code == 302
    assert client.post(f"{page}exhibits/add/", {"name": "充电器"}).status_code == 409
    with scopes.enter(scopes.system()):
        sent = OutboxEvent.objects.filter(topic="notice", payload__template__startswith="fairs/")
        names = [
            event.payload["template"]
            for event in sent.order_by("created_at")
            if "listed" not in event.payload["template"]
        ]
        assert names == ["fairs/asked", "fairs/refused", "fairs/confirmed", "fairs/withdrawn"]
        Delegation.objects.update(sign_up_until=timezone.localdate() - timedelta(days=1))
    assert client.post(signing, FORM).status_code == 409
    with scopes.enter(room.other.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(
            delegation=delegation, center_id=delegation.center_id, enterprise=room.other.enterprise, source="firm",
            state="asked", name="x", contact_name="x", signed_up_by_id=room.other.pk,
        )  # fmt: skip


def test_products_with_pictures_and_rights_with_documents(room: Room, client: Client) -> None:
    row = room.signed_up(room.delegation(), confirmed=True)
    people.login(client, room.owner)
    page = f"/fairs/participants/{row.public_id}/"
    product = {"name": "充电器", "hs_codes": "8504.40", "nice": "9", "locarno": "13-02", "markets": "德国"}
    for wrong, field in (({"hs_codes": "77"}, "hs_codes"), ({"nice": "46"}, "nice"), ({"locarno": "33"}, "locarno")):
        answer = client.post(f"{page}exhibits/add/", product | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.post(f"{page}exhibits/add/", product).status_code == 302
    with scopes.enter(room.owner.scope()):
        exhibit = Exhibit.objects.get()
    assert (exhibit.hs_codes, exhibit.nice, exhibit.locarno) == (["850440"], [9], ["13-02"])
    adding = f"{page}exhibits/{exhibit.public_id}/pictures/"
    assert client.post(adding, {"file": SimpleUploadedFile("a.png", _png()), "alt": ""}).status_code == 422
    assert client.post(adding, {"file": SimpleUploadedFile("a.png", _png()), "alt": "正面"}).status_code == 302
    assert client.post(adding, {"file": SimpleUploadedFile("b.txt", b"text"), "alt": "文字"}).status_code == 422
    assert client.post(adding, {"file": SimpleUploadedFile("b.png", b"text"), "alt": "文字"}).status_code == 302
    right = {"kind": "design", "state": "in_force", "number": "EU-1", "title": "外观", "country": "EM", "owner": "本厂", "covers": [str(exhibit.pk)]}  # fmt: skip
    assert client.post(f"{page}rights/add/", right).status_code == 302
    assert list(client.post(f"{page}rights/add/", right).context["form"].errors) == ["number"]
    with scopes.enter(room.owner.scope()):
        owned = OwnRight.objects.get()
        assert RightCover.objects.get().exhibit_id == exhibit.pk
        picture = ExhibitPicture.objects.get(name="a.png")
        text = ExhibitPicture.objects.get(name="b.png")
    proof = {"file": SimpleUploadedFile("c.txt", "注册证".encode()), "title": "注册证"}
    assert client.post(f"{page}rights/{owned.public_id}/documents/", proof).status_code == 302
    assert client.get(f"{page}pictures/{picture.public_id}/").status_code == 404
    _check()
    shown = client.get(f"{page}pictures/{picture.public_id}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content) == _png()  # type: ignore[attr-defined]
    # what is no picture is none, whatever is written beside it
    assert client.get(f"{page}pictures/{text.public_id}/").status_code == 404
    whole = client.get(page).content.decode()
    assert 'alt="正面"' in whole
    assert "注册证" in whole
    assert people.login(Client(), room.other).get(f"{page}pictures/{picture.public_id}/").status_code == 404
    desk = people.login(Client(), room.handler)
    assert b"".join(desk.get(f"{page}pictures/{picture.public_id}/").streaming_content)  # type: ignore[attr-defined]
    assert desk.post(f"{page}exhibits/{exhibit.public_id}/do/out/").status_code == 302
    assert client.post(f"{page}pictures/{picture.public_id}/remove/").status_code == 302
    assert client.post(f"{page}rights/{owned.public_id}/", right | {"covers": [], "version": "1"}).status_code == 302
    assert client.post(f"{page}rights/{owned.public_id}/remove/").status_code == 302
    with scopes.enter(room.owner.scope()):
        assert not OwnRight.objects.exists()
        assert not RightCover.objects.exists()
        assert Exhibit.objects.get().taken_out_at is not None


def test_what_a_center_says_of_a_firm_waits_for_proof(room: Room, client: Client) -> None:
    delegation = room.delegation()
    firm = room.owner.enterprise
    assert firm is not None
    row = room.entered(delegation, uscc=firm.uscc)
    assert row.enterprise_id == firm.pk
    people.login(client, room.owner)
    page = f"/fairs/participants/{row.public_id}/"
    assert client.get(page).status_code == 404
    # signing up tells nothing of the center's list; the center sees both
    asked = room.signed_up(delegation)
    desk = people.login(Client(), room.handler)
    assert desk.post(f"/fairs/participants/{asked.public_id}/do/confirm/").status_code == 409
    with scopes.enter(scopes.system()):
        Enterprise.objects.filter(pk=firm.pk).update(proved_at=timezone.now())
    assert client.get(page).status_code == 200


def test_who_took_part_stays_on_record(room: Room, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A firm leaves before the fair and during it, not afterwards."""
    row = room.signed_up(room.delegation(), confirmed=True)
    page = f"/fairs/participants/{row.public_id}/"
    people.login(client, room.owner)
    assert "do/withdraw/" in client.get(page).content.decode()
    monkeypatch.setattr(
        workflow, "timezone", SimpleNamespace(localdate=lambda: row.delegation.edition.ends_on + timedelta(days=1))
    )
    assert "do/withdraw/" not in client.get(page).content.decode()
    assert client.post(f"{page}do/withdraw/").status_code == 409
    with scopes.enter(room.owner.scope()):
        assert Participant.objects.get().state == "confirmed"


def test_firms_that_register_later_are_tied_every_hour(room: Room) -> None:
    delegation = room.delegation()
    code = people.make_uscc()
    row = room.entered(delegation, uscc=code)
    assert row.enterprise_id is None
    firm = people.make_enterprise(uscc=code)
    with scopes.enter(scopes.system()):
        assert (participants_match(), participants_match()) == (1, 0)
        assert Participant.objects.get(pk=row.pk).enterprise_id == firm.pk
