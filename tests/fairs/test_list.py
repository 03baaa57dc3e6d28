"""The list of fairs: written by one, confirmed by another, changed by two; what the public reads of it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibitions.fairs.models import Amendment, Fair, FairContact, FairEdition
from exhibitions.fairs.services.contacts import contact_keep, contact_show
from exhibitions.fairs.services.listed import amendment_decide, amendment_prepare, entry_confirm, entry_keep
from portal.policy.conflict import Conflict
from portal.site.search.models import SearchEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.fairs.conftest import FAIR, Room, actor_of

pytestmark = pytest.mark.django_db
LIST = "/editorial/fairs/list/"


def test_a_fair_is_on_the_list_when_somebody_else_confirmed_it(room: Room, client: Client) -> None:
    people.login(client, room.handler)
    for wrong, field in (({"seen_on": "2099-01-01"}, "seen_on"), ({"country": "XX"}, "country"), ({"source_url": ""}, "source_url")):  # fmt: skip
        answer = client.post(f"{LIST}add/", FAIR | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert client.post(f"{LIST}add/", FAIR).status_code == 302
    with scopes.enter(scopes.system()):
        fair = Fair.objects.get()
    page = f"{LIST}{fair.public_id}/"
    edition = {"year": "2027", "starts_on": "2027-03-05", "ends_on": "2027-03-01", "source_url": "https://example.org/", "seen_on": "2026-11-20"}  # fmt: skip
    assert client.post(f"{page}editions/add/", edition).context["form"].errors.keys() == {"ends_on"}
    assert (
        client.post(f"{page}editions/add/", edition | {"ends_on": "2027-03-08", "halls": "1，2.1"}).status_code == 302
    )
    with scopes.enter(scopes.system()):
        held = FairEdition.objects.get()
    assert held.halls == ["1", "2.1"]
    # nobody else sees it yet, and its writer's center cannot confirm it
    public = f"/fairs/{held.public_id}/"
    assert Client().get(public).status_code == 404
    assert people.login(Client(), room.elsewhere).get(page).status_code == 404
    assert client.post(f"{page}confirm/").status_code == 403
    assert client.post(f"/editorial/fairs/editions/{held.public_id}/delegation/", {}).status_code in {409, 422}
    nation = people.login(Client(), room.reviewer)
    seen, confirm = {"version": 1}, f"/editorial/fairs/editions/{held.public_id}/confirm/"
    assert nation.post(confirm, seen).status_code == 409
    assert nation.post(f"{page}confirm/").status_code == 409  # without what was read
    assert nation.post(f"{page}confirm/", seen).status_code == 302
    assert nation.post(confirm, seen).status_code == 302
    assert nation.post(confirm, seen).status_code == 409
    shown = Client().get(public)
    assert shown.status_code == 200
    assert "https://example.org/" in shown.content.decode()
    with scopes.enter(scopes.system()):
        assert SearchEntry.objects.get(kind="fair").url == public
    # what stands is not its writer's any more
    assert client.post(f"{page}change/", FAIR | {"short_name": "新"}).status_code == 409


def test_nobody_confirms_what_they_wrote(room: Room) -> None:
    fair = room.fair()
    with scopes.enter(room.editor.scope()):
        with pytest.raises(Conflict):
            entry_confirm(entry=fair, actor=actor_of(room.editor))
        # nor around the service
        with pytest.raises(IntegrityError), transaction.atomic():
            Fair.objects.filter(pk=fair.pk).update(confirmed_at=timezone.now(), confirmed_by_id=room.editor.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            Fair.objects.filter(pk=fair.pk).update(confirmed_at=timezone.now(), confirmed_by_id=room.reviewer.pk)
    with scopes.enter(room.reviewer.scope()):
        # nor by writing into what a colleague wrote and confirming that
        with pytest.raises(IntegrityError), transaction.atomic():
            Fair.objects.filter(pk=fair.pk).update(organiser_zh="别人")
        with pytest.raises(IntegrityError), transaction.atomic():
            Fair.objects.filter(pk=fair.pk).update(
                organiser_zh="别人", confirmed_at=timezone.now(), confirmed_by_id=room.reviewer.pk
            )
    with scopes.enter(room.handler.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Fair.objects.create(
            center=room.handler.center,  # type: ignore[misc]
            created_by_id=room.handler.pk, confirmed_at=timezone.now(), **FAIR,
        )  # fmt: skip


def test_whoever_wrote_stays_named_so_that_another_confirms(room: Room) -> None:
    waiting, edition = room.fair(), room.edition(name_zh="已确认的展会")
    stands = edition.fair
    contact = FairContact(fair=stands, kind="customs", name_zh="科隆海关", phone="+49 221 1")
    with scopes.enter(room.editor.scope()):
        contact = contact_keep(contact=contact, actor=actor_of(room.editor))
        change = amendment_prepare(entry=stands, words={"organiser_zh": "新主办方"}, actor=actor_of(room.editor))
        assert change is not None
        # with nobody as its writer, everybody were somebody else
        for rows, writer in (
            (Fair.objects.filter(pk=waiting.pk), "created_by"), (FairContact.objects.filter(pk=contact.pk), "created_by"),
            (Amendment.objects.filter(pk=change.pk), "made_by"),
        ):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**{writer: None})
        with pytest.raises(IntegrityError), transaction.atomic():
            Fair.objects.filter(pk=stands.pk).update(confirmed_by=None)


def test_nobody_confirms_what_was_swapped_under_their_eyes(room: Room, client: Client) -> None:
    fair = room.fair()
    people.login(client, room.reviewer)
    page = f"{LIST}{fair.public_id}/"
    seen = client.get(page).context["fair"].row_version
    with scopes.enter(room.editor.scope()):
        fair.website = "https://elsewhere.example.org/"
        entry_keep(entry=fair, actor=actor_of(room.editor))
    assert client.post(f"{page}confirm/", {"version": seen}).status_code == 409
    now = client.get(page)
    assert f'name="version" value="{seen + 1}"' in now.content.decode()
    assert client.post(f"{page}confirm/", {"version": seen + 1}).status_code == 302


def test_what_stands_changes_to_what_a_colleague_wrote_down(room: Room, client: Client) -> None:
    edition = room.edition()
    fair = edition.fair
    people.login(client, room.editor)
    page = f"{LIST}{fair.public_id}/"
    words = FAIR | {"organiser_zh": "新主办方", "industries": ["C"]}
    assert client.post(f"{page}change/", words).status_code == 302
    assert client.post(f"{page}change/", words | {"short_name": "再改"}).status_code == 409
    with scopes.enter(scopes.system()):
        amendment = Amendment.objects.get()
        assert amendment.words == {"organiser_zh": "新主办方", "industries": ["C"]}
    assert "新主办方" not in Client().get(f"/fairs/{edition.public_id}/").content.decode()
    act = f"/editorial/fairs/changes/{amendment.public_id}/"
    assert client.post(f"{act}release/").status_code == 409
    with scopes.enter(room.editor.scope()), pytest.raises(IntegrityError), transaction.atomic():
        Fair.objects.filter(pk=fair.pk).update(organiser_zh="新主办方", industries=["C"])
    with scopes.enter(room.reviewer.scope()):
        for other in ({"organiser_zh": "另一个", "industries": ["C"]}, {"organiser_zh": "新主办方", "industries": ["C"], "city_zh": "柏林"}):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                Fair.objects.filter(pk=fair.pk).update(**other)
    assert people.login(Client(), room.reviewer).post(f"{act}release/").status_code == 302
    assert "新主办方" in Client().get(f"/fairs/{edition.public_id}/").content.decode()
    # an edition that is called off says so to everybody, by two people as well
    with scopes.enter(room.editor.scope()):
        off = {"cancelled_on": timezone.localdate(), "cancel_reason": "场馆关闭"}
        change = amendment_prepare(entry=edition, words=off, actor=actor_of(room.editor))
    assert change is not None
    with scopes.enter(room.reviewer.scope()):
        amendment_decide(amendment=change, release=True, actor=actor_of(room.reviewer))
    assert "场馆关闭" in Client().get(f"/fairs/{edition.public_id}/").content.decode()
    assert not Client().get("/fairs/").context["page"].rows


def test_a_contact_is_public_when_another_shows_it(room: Room) -> None:
    edition = room.edition()
    contact = FairContact(fair=edition.fair, kind="customs", name_zh="科隆海关", phone="+49 221 1")
    with scopes.enter(room.editor.scope()):
        contact = contact_keep(contact=contact, actor=actor_of(room.editor))
        with pytest.raises(Conflict):
            contact_show(contact=contact, shown=True, actor=actor_of(room.editor))
        with pytest.raises(IntegrityError), transaction.atomic():
            FairContact.objects.filter(pk=contact.pk).update(is_public=True)
    page = f"/fairs/{edition.public_id}/"
    assert "科隆海关" not in Client().get(page).content.decode()
    with scopes.enter(room.reviewer.scope()):
        contact = contact_show(contact=contact, shown=True, actor=actor_of(room.reviewer))
    assert "科隆海关" in Client().get(page).content.decode()
    # a changed number is nobody's to read before somebody looked at it
    with scopes.enter(room.editor.scope()):
        contact.phone = "+49 221 2"
        contact_keep(contact=contact, actor=actor_of(room.editor))
    assert "科隆海关" not in Client().get(page).content.decode()
    # a center keeps its own, which another center does not see
    with scopes.enter(room.handler.scope()):
        own = FairContact(fair=edition.fair, kind="law_firm", name_zh="我们的律师", email="a@law.test")
        contact_keep(contact=own, actor=actor_of(room.handler))
    with scopes.enter(room.elsewhere.scope()):
        assert not FairContact.objects.exists()


def test_nobody_shows_a_contact_that_was_swapped_under_their_eyes(room: Room, client: Client) -> None:
    edition = room.edition()
    contact = FairContact(fair=edition.fair, kind="customs", name_zh="科隆海关", phone="+49 221 1")
    with scopes.enter(room.editor.scope()):
        contact_keep(contact=contact, actor=actor_of(room.editor))
    people.login(client, room.reviewer)
    page = f"{LIST}{edition.fair.public_id}/"
    assert 'name="version" value="1"' in client.get(page).content.decode()
    with scopes.enter(room.editor.scope()):
        # the database counts, whatever the statement says
        FairContact.objects.filter(pk=contact.pk).update(phone="+49 221 666", row_version=1)
    show = reverse("fairs:contact_act", args=[contact.public_id, "show"])
    assert client.post(show, {"version": 1}).status_code == 409
    assert 'name="version" value="2"' in client.get(page).content.decode()
    assert client.post(show, {"version": 2}).status_code == 302


def test_the_public_list_with_its_filters(room: Room) -> None:
    soon = room.edition(away=3)
    later = room.edition(away=90, name_zh="东京礼品展", name_en="Gift Show", country="JP", industries=["F"])
    room.edition(away=-30, name_zh="过去的展会")
    room.edition(away=9, confirmed=False, name_zh="未定的展会")
    client = Client()

    def listed(query: str = "") -> list[str]:
        return [row.fair.name_zh for row in client.get(f"/fairs/{query}").context["page"].rows]

    assert listed() == ["科隆五金展", "东京礼品展"]
    assert listed("?country=JP") == ["东京礼品展"]
    assert listed("?industry=F") == ["东京礼品展"]
    assert listed(f"?month={soon.starts_on:%Y-%m}")[0] == "科隆五金展"
    assert listed("?q=gift") == ["东京礼品展"]
    assert listed("?month=xx&country=ZZ") == ["科隆五金展", "东京礼品展"]
    home = client.get("/").content.decode()
    assert f"/fairs/{soon.public_id}/" in home
    assert f"/fairs/{later.public_id}/" in home


def test_an_entry_that_waits_is_changed_by_its_writer_alone(room: Room) -> None:
    fair = room.fair(room.handler)
    colleague = people.person("supervisor", center=room.handler.center)
    with scopes.enter(colleague.scope()), pytest.raises(Conflict):
        entry_keep(entry=fair, actor=actor_of(colleague))
    with scopes.enter(room.handler.scope()):
        fair.city_zh = "杜塞尔多夫"
        entry_keep(entry=fair, actor=actor_of(room.handler))
