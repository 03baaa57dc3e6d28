"""Objects of the desk: a delegation of each of the three centers, with an incident, a file, a conflict and a device in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from exhibitions.desk.models import Clash, Device, Incident, IncidentFile, Shift
from exhibitions.desk.wire import FIELDS, incident_wire
from exhibitions.fairs.models import Delegation, FairEdition, Participant
from portal.accounts.models import Enterprise
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.desk.made import a_delegation, a_fair, a_firm, on_duty
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World


def made(world: World) -> dict[Any, Any]:
    """Make the objects once for a world."""
    if "desk" not in world.extras:
        with scopes.enter(scopes.system()):
            world.extras["desk"] = _make(world)
    found: dict[Any, Any] = world.extras["desk"]
    return found


def _make(world: World) -> dict[Any, Any]:
    from tests.policy.world import marks

    edition = a_fair(world.national)
    found: dict[Any, Any] = {}
    at = ((world.here, world.ours), (world.there, world.theirs), (world.national, world.neighbours))
    for center, enterprise in at:
        found[center.pk] = _desk(world, center, enterprise, edition, marks(world, center.pk, enterprise))
    here = found[world.here.pk]["delegation"]
    on_duty(here, world.people["expert"])
    # Another firm's at the same desk: its people's, and nobody else's.
    firm = a_firm(here, "同团企业", world.neighbours, source="firm")
    found["next"] = {
        **found[world.here.pk],
        "incident": _incident(here, firm, "同团企业的事件", world.people["handler"].pk),
    }
    return found


def _desk(world: World, center: Center, enterprise: Enterprise, edition: FairEdition, mark: str) -> dict[str, Any]:
    handler = world.people["handler"].pk
    delegation = a_delegation(center, edition, f"参展团{mark}")
    firm = a_firm(delegation, f"企业{mark}", enterprise, source="firm")
    incident = _incident(delegation, firm, f"事件{mark}", handler)
    now, body = timezone.now(), mark.encode()
    fields = {"hall": {"base": "1", "mine": f"馆{mark}", "theirs": ""}}
    return {
        "delegation": delegation, "incident": incident,
        "file": IncidentFile.objects.create(
            incident=incident, center=center, kind="photo", name=f"{mark}.txt", size=len(body), media_type="text/plain",
            state="clean", storage_key=default_storage.save(f"desk/world/{incident.pk}.txt", ContentFile(body)), sm3="0" * 64,
            sha256=hashlib.sha256(body).hexdigest(), device_at=now, taken_at=now,
        ),
        "clash": Clash.objects.create(
            incident=incident, center=center, by_id=handler, names=["hall"], fields=fields, made_at=now
        ),
        "shift": Shift.objects.create(
            delegation=delegation, center=center, user_id=handler, starts_at=now, ends_at=now + timedelta(hours=1), note=mark
        ),
        "device": Device.objects.create(center=center, user_id=handler, name=f"设备{mark}", last_seen_at=now),
    }  # fmt: skip


def _incident(delegation: Delegation, firm: Participant, words: str, by: int) -> Incident:
    now = timezone.now()
    return Incident.objects.create(
        delegation=delegation, center=delegation.center, participant=firm, kind="customs", summary=words, happened_at=now,
        device_at=now, recorded_at=now, changed_at=now, by_id=by,
    )  # fmt: skip


def _of(world: World, persona: str, relation: Relation) -> dict[str, Any] | None:
    """What stands in a relation: the own center's, or another center's; an expert's own is where they are on duty."""
    found: dict[Any, dict[str, Any]] = made(world)
    if relation == "other_center":
        return found[world.here.pk if persona in people.NATIONAL_PERSONAS else world.there.pk]
    if persona in people.NATIONAL_PERSONAS:
        return found[world.national.pk]
    if persona == "expert" and relation != "mine":
        return None
    return found["next"] if relation == "same_center" else found[world.here.pk]


def _kept(kind: str, give: Callable[[dict[str, Any]], Kwargs], nothing: Callable[[dict[str, Any]], Kwargs]) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return nothing(_of(world, persona, "mine") or {})
        found = _of(world, persona, relation)
        return found and give(found)

    target(kind)(provide)


def _by_id(name: str) -> tuple[Callable[[dict[str, Any]], Kwargs], Callable[[dict[str, Any]], Kwargs]]:
    return (lambda found: {"public_id": found[name].public_id}, lambda found: {"public_id": NOTHING})


def _below(
    name: str, above: str = "incident"
) -> tuple[Callable[[dict[str, Any]], Kwargs], Callable[[dict[str, Any]], Kwargs]]:
    return (
        lambda found: {"public_id": getattr(found[name], above).public_id, name: found[name].public_id},
        lambda found: {"public_id": found[above].public_id, name: NOTHING},
    )


_kept("desk_delegation", *_by_id("delegation"))
_kept("desk_incident", *_by_id("incident"))
_kept("desk_file", *_below("file"))
_kept("desk_clash", *_below("clash"))
_kept("desk_shift", *_below("shift", "delegation"))


@target("desk_device")
def device(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """Give a device's address; an expert's own is theirs, another's at their center is not."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found = made(world)
    if persona == "expert":
        if relation == "mine":
            return {"public_id": _own_device(world).public_id}
        return {"public_id": found[world.here.pk]["device"].public_id} if relation == "same_center" else None
    kept = _of(world, persona, relation)
    return kept and {"public_id": kept["device"].public_id}


def _own_device(world: World) -> Device:
    rows = Device.objects.filter(user_id=world.people["expert"].pk)
    return rows.first() or Device.objects.create(
        center=world.here, user_id=world.people["expert"].pk, name="专家的手机", last_seen_at=timezone.now()
    )


def _duty(world: World, persona: str, kwargs: Any) -> dict[str, Any]:
    return {
        "user": world.people["handler"].pk, "starts_at": "2026-12-01T09:00", "ends_at": "2026-12-01T18:00", "phone": "", "note": "",
    }  # fmt: skip


_INCIDENT = {"kind": "customs", "happened_at": "2026-11-20T08:00", "summary": "电话里说海关到了展台。"}


def _change(world: World, persona: str, kwargs: Any) -> dict[str, Any]:
    with scopes.enter(scopes.system()):
        found = Incident.objects.filter(public_id=kwargs["public_id"]).first()
        knew = {name: incident_wire(found)[name] for name in FIELDS} if found else {}
    return _INCIDENT | {"knew": json.dumps(knew)}


PLAIN: dict[str, Kwargs] = {
    "desk:api_word": {"public_id": NOTHING},
    "desk:api_file": {"public_id": NOTHING},
}
BODIES: dict[str, Body] = {
    "desk:entry": {"kind": "note", "at": "2026-11-20T08:00", "text": "已联系主办方"},
    "desk:settle": {"hall": "theirs", "seen": '{"hall": "1"}'},
    "desk:duty": _duty,
    "desk:add": _INCIDENT,
    "desk:change": _change,
}
VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {"desk:move": [{"target": "handled"}]}
