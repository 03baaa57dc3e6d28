"""Objects of the fairs room: entries of the list that wait, delegations of the three centers, their firms and duties."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exhibitions.events.models import Event
from exhibitions.fairs.models import (
    Amendment,
    Delegation,
    Exhibit,
    ExhibitPicture,
    Fair,
    FairContact,
    FairEdition,
    OwnRight,
    Participant,
    Post,
    RightDocument,
)
from experts.models import Expert
from portal.accounts.models import Enterprise
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.people import Person
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

FAIR: dict[str, Any] = {
    "organiser_zh": "主办方", "country": "DE", "city_zh": "科隆", "time_zone": "Europe/Berlin", "language": "de",
    "source_url": "https://example.org/fair", "seen_on": "2026-11-20",
}  # fmt: skip


def made(world: World) -> dict[str, Any]:
    """Make the objects once for a world."""
    if "fairs" not in world.extras:
        with scopes.enter(scopes.system(world.people["editor"].pk)):
            world.extras["fairs"] = _make(world)
    found: dict[str, Any] = world.extras["fairs"]
    return found


def _make(world: World) -> dict[str, Any]:
    from tests.policy.world import AT_HERE, AT_NATION, AT_THERE, marks

    now = timezone.now()
    today = timezone.localdate()
    # Written by somebody who is no persona, so that every persona may confirm it.
    writer = people.person("editor")
    public = Fair.objects.create(
        name_zh="公开展会",
        name_en="Open fair",
        center=world.national,
        confirmed_at=now,
        created_by_id=writer.pk,
        **FAIR,
    )
    editions = [
        FairEdition.objects.create(
            fair=public, year=2027, starts_on=today + timedelta(days=away), ends_on=today + timedelta(days=away + 3),
            center=world.national, confirmed_at=now, created_by_id=writer.pk,
        )
        for away in (20, 400)
    ]  # fmt: skip
    amendment = Amendment.objects.create(fair=public, words={"short_name": "开"}, made_by_id=writer.pk)
    desks = {
        center.pk: _entries(center, mark, writer)
        for center, mark in ((world.here, AT_HERE), (world.there, AT_THERE), (world.national, AT_NATION))
    }
    firms = {
        "here": (world.here, world.ours, editions[0], world.people["expert"]),
        "next": (world.here, world.neighbours, editions[1], world.colleagues["expert"]),
        "there": (world.there, world.theirs, editions[0], world.strangers["expert"]),
        "nation": (world.national, world.neighbours, editions[0], world.guest),
    }
    rows = {
        name: _delegation(center, firm, edition, expert, marks(world, center.pk, firm))
        for name, (center, firm, edition, expert) in firms.items()
    }
    # It takes firms: what it says is public.
    joinable = Delegation.objects.create(
        edition=editions[0],
        center=people.make_center(),
        name="公开团",
        contact_name="联系人",
        contact_phone="+8657100000000",
    )
    return {"public": editions[0], "amendment": amendment, "desks": desks, "rows": rows, "joinable": joinable}


def _entries(center: Center, mark: str, writer: Person) -> dict[str, Any]:
    today = timezone.localdate()
    fair = Fair.objects.create(
        name_zh=f"待定展会{mark}", name_en=f"Waiting {mark}", center=center, created_by_id=writer.pk, **FAIR
    )
    edition = FairEdition.objects.create(
        fair=fair, year=2027, label_zh=f"届{mark}", label_en=f"Edition {mark}", starts_on=today, ends_on=today, center=center,
        created_by_id=writer.pk,
    )  # fmt: skip
    contact = FairContact.objects.create(
        fair=fair, center=center, kind="customs", name_zh=f"海关{mark}", phone="+49 1", created_by_id=writer.pk
    )
    return {"entry": fair, "edition": edition, "contact": contact}


def _delegation(center: Center, firm: Enterprise, edition: FairEdition, expert: Person, mark: str) -> dict[str, Any]:
    now = timezone.now()
    row = Delegation.objects.create(
        edition=edition, center=center, name=f"团{mark}", contact_name="联系人", contact_phone="+8657100000000",
        takes_sign_ups=False,
    )  # fmt: skip
    today = timezone.localdate()
    duty: dict[str, Any] = {
        "delegation": row, "center": center, "starts_on": today, "ends_on": today + timedelta(days=30), "named_at": now,
    }  # fmt: skip
    post = Post.objects.create(
        **duty, kind="expert", role="adviser", state="active", user_id=expert.pk,
        expert=Expert.objects.get(user_id=expert.pk), declared_at=now, disclosed=[],
    )  # fmt: skip
    firm_row = Participant.objects.create(
        delegation=row, center=center, enterprise=firm, source="firm", state="confirmed", name=f"参展{mark}",
        uscc=firm.uscc, contact_name=f"联系{mark}",
    )  # fmt: skip
    keys: dict[str, Any] = {"participant": firm_row, "center": center}
    exhibit = Exhibit.objects.create(**keys, name=f"展品{mark}")
    right = OwnRight.objects.create(
        **keys, kind="design", number=mark[:50], title=f"外观{mark}", country="DE", owner="本人"
    )
    body = mark.encode()
    file: dict[str, Any] = {
        **keys, "size": len(body), "state": "clean", "sm3": "0" * 64, "sha256": hashlib.sha256(body).hexdigest(),
        "storage_key": default_storage.save(f"fairs/world/{firm_row.pk}", ContentFile(body)),
    }  # fmt: skip
    picture = ExhibitPicture.objects.create(
        **file, exhibit=exhibit, alt=f"图{mark}", name="a.png", media_type="image/png"
    )
    document = RightDocument.objects.create(
        **file, right=right, title=f"证{mark}", name="b.txt", media_type="text/plain"
    )
    return {
        "delegation": row, "post": post, "participant": firm_row, "exhibit": exhibit, "right": right, "picture": picture,
        "document": document,
    }  # fmt: skip


def _row(world: World, persona: str, relation: Relation) -> dict[str, Any]:
    """The delegation with its firm in a relation."""
    rows: dict[str, Any] = made(world)["rows"]
    if persona in people.NATIONAL_PERSONAS:
        return rows["here" if relation == "other_center" else "nation"]  # type: ignore[no-any-return]
    if relation == "other_center":
        return rows["there"]  # type: ignore[no-any-return]
    beside = relation == "same_center" or (relation == "same_org" and persona == "expert")
    return rows["next" if beside and persona not in people.CENTER_PERSONAS else "here"]  # type: ignore[no-any-return]


def _desk(world: World, persona: str, relation: Relation) -> dict[str, Any]:
    """What waits on the list in a relation."""
    national = persona in people.NATIONAL_PERSONAS
    if relation == "other_center":
        center = world.here if national else world.there
    else:
        center = world.national if national else world.here
    found: dict[str, Any] = made(world)["desks"][center.pk]
    return found


def _kept(kind: str, find: Callable[[World, str, Relation], dict[str, Any]], name: str) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {"public_id": NOTHING}
        return {"public_id": find(world, persona, relation)[name].public_id}

    target(kind)(provide)


def _inner(kind: str, name: str, outer: str = "participant", key: str = "") -> None:
    """Something below a firm or a delegation: `nonexistent` asks below the person's own."""

    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        row = _row(world, persona, "mine" if relation == "nonexistent" else relation)
        inner = NOTHING if relation == "nonexistent" else row[name].public_id
        return {"public_id": row[outer].public_id, key or name: inner}

    target(kind)(provide)


def _everybodys(kind: str, name: str) -> None:
    """Objects that every relation finds alike: the farthest stands for all."""

    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {"public_id": NOTHING}
        return {"public_id": made(world)[name].public_id} if relation == "other_center" else None

    target(kind)(provide)


_everybodys("fair_public", "public")
_everybodys("fair_joinable", "joinable")
_everybodys("fair_amendment", "amendment")
_kept("fair_entry", _desk, "entry")
_kept("fair_edition", _desk, "edition")
_kept("fair_contact", _desk, "contact")
_kept("fair_delegation", _row, "delegation")
_kept("fair_participant", _row, "participant")
_kept("fair_duty", _row, "post")
_inner("fair_post", "post", "delegation")
_inner("fair_exhibit", "exhibit")
_inner("fair_right", "right")
_inner("fair_picture", "picture", key="file")
_inner("fair_document", "document", key="file")

_ENTRY = FAIR | {"name_zh": "另一展会", "name_en": "Another"}
_EDITION = {
    "year": "2027", "starts_on": "2027-03-01", "ends_on": "2027-03-04", "source_url": "https://example.org/",
    "seen_on": "2026-11-20",
}  # fmt: skip
_CONTACT = {"kind": "customs", "name_zh": "海关", "phone": "+49 221 1"}
_DELEGATION = {"name": "另一团", "contact_name": "联系人", "contact_phone": "010 62083114"}
_FIRM = {"name": "又一企业", "contact_name": "联系人", "contact_phone": "13800138000"}


def _roster(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("a.csv", "企业名称,联系人\n某企业,某人\n".encode(), "text/csv")}


def _training(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    """An event of the delegation's center; a draft, which no other page of the matrix lists."""
    with scopes.enter(scopes.system()):
        row = Delegation.objects.filter(public_id=kwargs["public_id"]).first()
        if row is None:
            return {}
        start = timezone.now() + timedelta(days=2)
        event = Event.objects.create(
            center_id=row.center_id, kind="training", mode="online", title_zh="行前培训", summary_zh="一句话", starts_at=start,
            ends_at=start + timedelta(hours=2),
        )  # fmt: skip
    return {"event": str(event.public_id)}


def _upload(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("b.txt", "一份证书".encode(), "text/plain"), "alt": "正面", "title": "证书"}


BODIES: dict[str, Body] = {
    "fairs:fair_add": _ENTRY,
    "fairs:fair_change": _ENTRY,
    "fairs:edition_add": _EDITION,
    "fairs:edition_change": _EDITION,
    "fairs:contact_add": _CONTACT,
    "fairs:contact_change": _CONTACT,
    "fairs:delegation_add": _DELEGATION,
    "fairs:delegation_change": _DELEGATION,
    "fairs:sign_up": {"contact_name": "联系人", "contact_phone": "13800138000"},
    "fairs:participant_add": _FIRM,
    "fairs:participant_change": _FIRM,
    "fairs:participant_act": {"reason": "一个理由"},
    "fairs:roster": _roster,
    "fairs:training": _training,
    "fairs:duty": {"answer": "decline", "reason": "没有时间"},
    "fairs:duty_leave": {"reason": "代理过对方"},
    "fairs:exhibit_add": {"name": "充电器"},
    "fairs:exhibit_change": {"name": "充电器"},
    "fairs:right_add": {"kind": "patent", "state": "in_force", "number": "1", "title": "专利", "country": "DE", "owner": "本人"},
    "fairs:right_change": {"kind": "patent", "state": "in_force", "number": "1", "title": "专利", "country": "DE", "owner": "本人"},
    "fairs:picture_add": _upload,
    "fairs:document_add": _upload,
}  # fmt: skip

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "fairs:amendment_act": [{"verb": verb} for verb in ("release", "drop")],
    "fairs:contact_act": [{"verb": verb} for verb in ("show", "hide")],
    "fairs:delegation_act": [{"verb": verb} for verb in ("close", "cancel")],
    "fairs:participant_act": [{"verb": "withdraw"}],
    "fairs:exhibit_act": [{"verb": "out"}],
}
