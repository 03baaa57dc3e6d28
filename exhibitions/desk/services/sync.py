"""Taking what a device wrote without a network: one by one, once each, in the order in which it was written.

One change that is refused stops no other. What was taken is kept with its answer (`Receipt`), so that a device which never
heard the answer may send the change again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from exhibitions.desk import access
from exhibitions.desk.models import Clash, Device, HandOver, Incident, Receipt
from exhibitions.desk.services import clashes, incidents, log
from exhibitions.desk.services.stamps import EARLIEST, LATEST, Stamp, stamp
from exhibitions.desk.wire import STATE, clash_wire, incident_wire
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict

# Kinds whose record is an incident; entries and conflicts name theirs in `set`.
OF_INCIDENTS = frozenset({"incident.new", "incident.change", "incident.move"})


@dataclass(frozen=True)
class Change:
    """One change as a device sends it: `id` of the change, `record` that it is about, times by the device's clock."""

    id: UUID
    kind: str
    record: UUID
    base: Mapping[str, Any]
    set: Mapping[str, Any]
    at: Stamp
    digest: str

    def uuid(self, name: str) -> UUID:
        """Give an id named in `set`; raises Http404 where there is none."""
        try:
            return UUID(str(self.set.get(name, "")))
        except ValueError as error:
            raise Http404 from error


def changes_take(*, device: Device, sent: Sequence[Any], measured: int, actor: Actor) -> list[dict[str, Any]]:
    """Take the changes of one call in their order and answer each: accepted, already, conflict or refused.

    `measured` is the offset of the device's clock in seconds. Locks the device's row and, in the order of their ids, the
    incidents spoken of.
    """
    Device.objects.select_for_update(of=("self",)).get(pk=device.pk)
    read = [_read(raw, measured) for raw in sent]
    wanted = [change for change in read if isinstance(change, Change)]
    known = {
        row.change: row for row in Receipt.objects.filter(device=device, change__in=[change.id for change in wanted])
    }
    if actor.is_staff:
        _lock(wanted, actor)
    return [change if isinstance(change, dict) else _take(change, device, actor, known) for change in read]


def _lock(changes: Sequence[Change], actor: Actor) -> None:
    # All at once and in one order: two devices that write about the same incidents wait for each other, and never both.
    named = {change.record for change in changes if change.kind in OF_INCIDENTS}
    named |= set(
        Clash.objects.filter(public_id__in=[c.record for c in changes]).values_list("incident__public_id", flat=True)
    )
    rows = Incident.objects.select_for_update(of=("self",)).filter(public_id__in=named, center_id=actor.own_center_id)
    list(rows.order_by("pk").values_list("pk"))


def _read(raw: Any, measured: int) -> Change | dict[str, Any]:
    """Read one change; give the refusal of one that cannot be understood."""
    told = raw if isinstance(raw, dict) else {}
    try:
        made_at = parse_datetime(str(told["made_at"]))
        base, values = told.get("base", {}), told.get("set", {})
        if made_at is None or made_at.tzinfo is None or not (_is_plain(base) and _is_plain(values)):
            raise ValueError
        written = json.dumps(told, sort_keys=True, ensure_ascii=False)
        if "\\u0000" in written:  # PostgreSQL keeps no such character
            raise ValueError
        digest = hashlib.sha256(written.encode()).hexdigest()
        at = stamp(made_at, int(told.get("clock_offset", 0)), measured=measured)
        return Change(UUID(told["id"]), str(told["kind"]), UUID(told["record"]), base, values, at, digest)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        message = _("The app on this device is too old. Reload it while there is a network.")
        return _refusal(str(told.get("id", ""))[:40], message)


def _is_plain(values: Any, *, deeper: bool = True) -> bool:
    """Say whether it is a mapping of words, truths and nothings; of such mappings at most (a conflict's choices)."""
    return isinstance(values, dict) and all(
        raw is None or isinstance(raw, str | bool) or (deeper and _is_plain(raw, deeper=False))
        for raw in values.values()
    )


def _take(change: Change, device: Device, actor: Actor, known: dict[UUID, Receipt]) -> dict[str, Any]:
    if (receipt := known.get(change.id)) is not None:
        if receipt.digest != change.digest:
            return _refusal(str(change.id), _("This entry bears the number of another one. Write it anew."))
        return {**receipt.answer, "result": "already", "first": receipt.answer["result"]}
    try:
        with transaction.atomic():
            answer = {"id": str(change.id), "result": "accepted", **_do(change, actor)}
            known[change.id] = Receipt.objects.create(
                device=device, user_id=actor.own_user_id, change=change.id, digest=change.digest, answer=answer
            )
            return answer
    except ValidationError as error:
        return _refusal(str(change.id), _first(error), errors=_errors(error))
    except Conflict as error:
        return _refusal(str(change.id), str(error))
    except Http404:
        # One word for what is not there, not yet there, and not theirs.
        return _refusal(
            str(change.id), _("What this belongs to is not on the server, or not open to you."), code="absent"
        )


def _do(change: Change, actor: Actor) -> dict[str, Any]:
    deed = DEEDS.get(change.kind)
    if deed is None:
        raise Conflict(_("The app on this device is too old. Reload it while there is a network."))
    if actor.kind == "expert" and change.kind not in FOR_EXPERTS:
        raise Conflict(_("Your role does not include this."))
    return deed(change, actor)


def _incident_new(change: Change, actor: Actor) -> dict[str, Any]:
    delegation = access.get_delegation(actor, change.uuid("delegation"))
    data = {name: raw for name, raw in change.set.items() if name != "delegation"}
    made = incidents.incident_begin(
        delegation=delegation, public_id=change.record, data=data, at=change.at, actor=actor
    )
    return {"record": incident_wire(made)}


def _incident_change(change: Change, actor: Actor) -> dict[str, Any]:
    incident = incidents.locked(access.get_own_incident(actor, change.record))
    return _told(
        incidents.incident_change(
            incident=incident, base=change.base, data=change.set, made_at=change.at.recorded_at, actor=actor
        )
    )


def _incident_move(change: Change, actor: Actor) -> dict[str, Any]:
    incident = incidents.locked(access.get_own_incident(actor, change.record))
    return _told(
        incidents.incident_move(
            incident=incident, base=str(change.base.get(STATE, "")), target=str(change.set.get(STATE, "")),
            made_at=change.at.recorded_at, actor=actor,
        )
    )  # fmt: skip


def _told(changed: incidents.Changed) -> dict[str, Any]:
    answer: dict[str, Any] = {"record": incident_wire(changed.incident)}
    if changed.clash is not None:
        answer |= {"result": "conflict", "conflict": clash_wire(changed.clash, incident=changed.incident.public_id)}
    return answer


def _entry_new(change: Change, actor: Actor) -> dict[str, Any]:
    incident = access.get_incident(actor, change.uuid("incident"))
    if actor.kind == "national" and not access.works_for(actor, incident.center_id):
        raise Http404
    data = {name: raw for name, raw in change.set.items() if name != "incident"}
    log.entry_add(incident=incident, public_id=change.record, data=data, at=change.at, actor=actor)
    return {}


def _clash_settle(change: Change, actor: Actor) -> dict[str, Any]:
    clash = Clash.objects.filter(public_id=change.record).select_related("incident").first()
    if clash is None:
        raise Http404
    incident = incidents.locked(access.get_own_incident(actor, clash.incident.public_id))
    clashes.clash_settle(clash=clash, incident=incident, choices=change.set, seen=change.base, actor=actor)
    return {"record": incident_wire(incident)}


def _handover_new(change: Change, actor: Actor) -> dict[str, Any]:
    delegation = access.get_delegation(actor, change.uuid("delegation"))
    data = {name: raw for name, raw in change.set.items() if name != "delegation"}
    log.handover_give(delegation=delegation, public_id=change.record, data=data, at=change.at, actor=actor)
    return {}


def _handover_take(change: Change, actor: Actor) -> dict[str, Any]:
    row = HandOver.objects.filter(public_id=change.record, delegation__in=access.visible_delegations(actor)).first()
    if row is None:
        raise Http404
    log.handover_take(handover=row, at=change.at, actor=actor)
    return {}


DEEDS: Mapping[str, Callable[[Change, Actor], dict[str, Any]]] = {
    "incident.new": _incident_new,
    "incident.change": _incident_change,
    "incident.move": _incident_move,
    "entry.new": _entry_new,
    "conflict.settle": _clash_settle,
    "handover.new": _handover_new,
    "handover.take": _handover_take,
}
FOR_EXPERTS = frozenset({"entry.new", "handover.new", "handover.take"})


def _refusal(change: str, message: str, *, code: str = "", errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {"id": change, "result": "refused", "message": message, "code": code, "errors": dict(errors or {})}


def _errors(error: ValidationError) -> dict[str, str]:
    if not hasattr(error, "error_dict"):
        return {}
    return {name: str(lines[0]) for name, lines in error.message_dict.items()}


def _first(error: ValidationError) -> str:
    return str(error.messages[0])


def moment_of(raw: object) -> datetime | None:
    """Read a time of a call; None for what is none, or made up."""
    try:
        at = parse_datetime(str(raw))
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None and EARLIEST <= at < LATEST else None
