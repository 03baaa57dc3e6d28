"""Objects of the outreach room: offices, contacts, plan items and figures of the three centers; a campaign of the nation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from alerts.outreach.models import (
    Campaign,
    CampaignReport,
    Contact,
    ContactFile,
    Feature,
    Figure,
    Office,
    PlanItem,
    Recipient,
)
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.policy.rooms.cases import upload
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

ABSENT = 2_000_000_000


def made(world: World) -> dict[str, Any]:
    """Make the objects once for a world."""
    if "outreach" not in world.extras:
        editor = world.people["editor"].pk
        with scopes.enter(scopes.system(editor)):
            world.extras["outreach"] = _make(world, editor)
    found: dict[str, Any] = world.extras["outreach"]
    return found


def _make(world: World, editor: int) -> dict[str, Any]:
    from tests.policy.world import AT_HERE, AT_NATION, AT_THERE

    today = timezone.localdate()
    campaign = Campaign.objects.create(
        center=world.national, title_zh="宣传周", title_en="Week", goal="目标", audience="企业", starts_on=today,
        ends_on=today + timedelta(days=6), owner="宣传组", targets={"event": 100}, created_by_id=editor,
    )  # fmt: skip
    marks = ((world.here, AT_HERE), (world.there, AT_THERE), (world.national, AT_NATION))
    desks = {center.pk: _desk(center, mark, campaign) for center, mark in marks}
    office = _office(world.national, f"收件{AT_NATION}")
    recipient = Recipient.objects.create(
        office=office, email=office.email, language="en", basis="来函要求", prepared_by_id=editor
    )
    feature = Feature.objects.create(
        campaign=campaign, title_zh="宣传周", title_en="Week", text_zh="一句话", text_en="One", editions=[NOTHING],
        shows_from=today, shows_until=today, prepared_by_id=editor,
    )  # fmt: skip
    CampaignReport.objects.create(
        campaign=campaign, language="en", state="ready", sha256="0" * 64, pages=1, ordered_at=timezone.now(),
        ready_at=timezone.now(), storage_key=default_storage.save("reports/campaigns/world.pdf", ContentFile(b"%PDF-1.7")),
    )  # fmt: skip
    return {"campaign": campaign, "recipient": recipient, "feature": feature, "desks": desks}


def _office(center: Center, name: str) -> Office:
    return Office.objects.create(
        center=center, kind="chamber", name_zh=name, name_en=name, country="DE", language="en", email="o@chamber.test",
        source_title="来源",
    )  # fmt: skip


def _desk(center: Center, mark: str, campaign: Campaign) -> dict[str, Any]:
    today = timezone.localdate()
    office = _office(center, f"商会{mark}")
    contact = Contact.objects.create(
        center=center, office=office, day=today, means="call", topic=f"话题{mark}", follow_up="寄送", follow_up_on=today
    )
    body = mark.encode()
    file = ContactFile.objects.create(
        contact=contact, center=center, name=f"{mark}.txt", size=len(body), media_type="text/plain", state="clean",
        storage_key=default_storage.save(f"outreach/world/{contact.pk}.txt", ContentFile(body)), sm3="0" * 64,
        sha256=hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    item = PlanItem.objects.create(
        campaign=campaign, center=center, what=f"讲座{mark}", channel="event", planned_on=today, responsible="培训处"
    )
    figure = Figure.objects.create(
        campaign=campaign, center=center, channel="event", day=today, reached=5, counted_by=f"签到{mark}"
    )
    return {"office": office, "contact": contact, "file": file, "item": item, "figure": figure}


def _own(world: World, persona: str, relation: Relation) -> dict[str, Any]:
    """What stands in a relation: the own center's, or another center's."""
    national = persona in people.NATIONAL_PERSONAS
    if relation == "other_center":
        center = world.here if national else world.there
    else:
        center = world.national if national else world.here
    found: dict[str, Any] = made(world)["desks"][center.pk]
    return found


def _kept(
    kind: str, find: Callable[[World, dict[str, Any]], Kwargs], nothing: Callable[[World, dict[str, Any]], Kwargs]
) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return nothing(world, _own(world, persona, "mine"))
        return find(world, _own(world, persona, relation))

    target(kind)(provide)


def _of_the_nation(kind: str, name: str) -> None:
    """Objects that every relation finds alike: the farthest stands for all."""

    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {"public_id": NOTHING}
        return {"public_id": made(world)[name].public_id} if relation == "other_center" else None

    target(kind)(provide)


def _campaign(world: World) -> Any:
    return made(world)["campaign"].public_id


_of_the_nation("out_campaign", "campaign")
_kept(
    "out_report",
    lambda w, d: {"public_id": _campaign(w), "language": "en"},
    lambda w, d: {"public_id": NOTHING, "language": "en"},
)
_of_the_nation("out_recipient", "recipient")
_of_the_nation("out_feature", "feature")
_kept("out_office", lambda w, d: {"public_id": d["office"].public_id}, lambda w, d: {"public_id": NOTHING})
_kept("out_contact", lambda w, d: {"public_id": d["contact"].public_id}, lambda w, d: {"public_id": NOTHING})
_kept(
    "out_contact_file",
    lambda w, d: {"public_id": d["contact"].public_id, "file": d["file"].public_id},
    lambda w, d: {"public_id": d["contact"].public_id, "file": NOTHING},
)
_kept(
    "out_item",
    lambda w, d: {"public_id": _campaign(w), "item": d["item"].pk},
    lambda w, d: {"public_id": _campaign(w), "item": ABSENT},
)
_kept(
    "out_figure",
    lambda w, d: {"public_id": _campaign(w), "figure": d["figure"].pk},
    lambda w, d: {"public_id": _campaign(w), "figure": ABSENT},
)

_OFFICE = {
    "kind": "chamber", "name_zh": "一家商会", "name_en": "A chamber", "country": "DE", "language": "en",
    "source_title": "来源", "is_active": "on",
}  # fmt: skip
_CAMPAIGN = {
    "title_zh": "另一个", "title_en": "Another", "goal": "目标", "audience": "企业", "starts_on": "2026-11-01",
    "ends_on": "2026-12-30", "owner": "宣传组", "open_to_centers": "on",
}  # fmt: skip
_PLANNED = {"what": "讲座", "channel": "event", "planned_on": "2026-12-01", "responsible": "培训处"}
BODIES: dict[str, Body] = {
    "outreach:office_add": _OFFICE,
    "outreach:office_change": _OFFICE,
    "outreach:recipient_add": {"basis": "来函要求"},
    "outreach:recipient_act": {"reason": "一个理由"},
    "outreach:contact_file_add": upload,
    "outreach:campaign_add": _CAMPAIGN,
    "outreach:campaign_change": _CAMPAIGN,
    "outreach:item_add": _PLANNED,
    "outreach:item_change": _PLANNED,
    "outreach:figures": {"channel": "print", "day": "2026-11-01", "reached": "5", "counted_by": "清单"},
    "outreach:import": {"text": "day,channel,reached,source\n2026-11-01,print,5,清单\n", "confirmed": "1"},
    "outreach:feature_act": {"reason": "一个理由"},
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "outreach:recipient_act": [{"verb": verb} for verb in ("release", "refuse", "withdraw")],
    "outreach:feature_act": [{"verb": verb} for verb in ("refuse", "withdraw")],
    "outreach:campaign_act": [{"verb": verb} for verb in ("start", "end")],
}

PLAIN: dict[str, Mapping[str, Any]] = {"outreach:stop": {"key": UUID(int=0)}}

ANSWERS: dict[tuple[str, str], str] = {("outreach:stop", "*"): "absent"}
