"""Write incidents: begin, change field by field against what the writer knew, go on to another state.

A value that somebody else changed meanwhile is never overwritten: it becomes a conflict (`Clash`) for a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from exhibitions.desk import workflow
from exhibitions.desk.choices import IncidentKind, IncidentState
from exhibitions.desk.forms.records import IncidentForm, words
from exhibitions.desk.models import Clash, Incident
from exhibitions.desk.services.stamps import Stamp
from exhibitions.desk.wire import FIELDS, STATE, incident_wire, moment, value
from exhibitions.fairs.models import Delegation
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict

# A firm and its exhibit are one statement.
_PAIR = frozenset({"participant", "exhibit"})
_MOMENTS = frozenset({"happened_at", "next_due_at"})


@dataclass(frozen=True)
class Changed:
    """An incident after a change, and the conflict that the change met (None where it met none)."""

    incident: Incident
    clash: Clash | None = None


def incident_begin(
    *, delegation: Delegation, public_id: UUID, data: Mapping[str, Any], at: Stamp, actor: Actor
) -> Incident:
    """Record an incident under the id that the device gave it. Raises ValidationError by field, Conflict for a taken id."""
    form = IncidentForm(words(data), delegation=delegation)
    _valid(form)
    incident = Incident(
        public_id=public_id, delegation=delegation, center_id=delegation.center_id, by_id=actor.user_id,
        device_at=at.device_at, clock_offset=at.clock_offset, recorded_at=at.recorded_at, changed_at=timezone.now(),
        **form.cleaned_data,
    )  # fmt: skip
    try:
        with transaction.atomic():
            incident.save(force_insert=True)
    except IntegrityError as error:
        # Whose it is stays unsaid: it may be another center's.
        raise Conflict(_("This entry bears the number of another one. Write it anew.")) from error
    _record("recorded", incident)
    if incident.is_grave:
        _tell_grave(incident)
    return incident


def incident_change(
    *, incident: Incident, base: Mapping[str, Any], data: Mapping[str, Any], made_at: datetime, actor: Actor
) -> Changed:
    """Apply `data` field by field where the value is still the one in `base`; the rest becomes a conflict.

    The caller holds the row's lock. Raises ValidationError by field, for all fields together: nothing is applied then.
    """
    unknown = set(data) - set(FIELDS)
    if unknown or not data or set(data) - set(base):
        raise ValidationError(_("The app on this device is too old. Reload it while there is a network."))
    if any(isinstance(raw, Mapping) for raw in data.values()):
        raise ValidationError(_("The app on this device is too old. Reload it while there is a network."))
    form = IncidentForm(words(data), delegation=incident.delegation, names=set(data), before=incident)
    _valid(form)
    wanted = form.cleaned_data
    now = incident_wire(incident)
    same = {name for name in data if _wired(name, data[name], wanted) == now[name]}
    # What the writer left as they knew it is no word of theirs, except beside the other half of a pair.
    left = {name for name in data if _wired(name, data[name], wanted) == _plain(name, base[name])}
    same |= left if _PAIR & set(data) <= left else left - _PAIR
    met = {name for name in data if name not in same and _plain(name, base[name]) != now[name]}
    # Neither half of a pair is applied without the other.
    if met & _PAIR:
        met |= {name for name in _PAIR if name in data and name not in same}
    apply = {name: raw for name, raw in wanted.items() if name not in met and name not in same}
    if apply:
        _apply(incident, apply, actor=actor)
    if not met:
        return Changed(incident)
    fields = {
        name: {"base": base[name], "mine": _wired(name, data[name], wanted), "theirs": now[name]}
        for name in sorted(met)
    }
    return Changed(incident, _clash(incident, fields, made_at, actor))


def incident_move(*, incident: Incident, base: str, target: str, made_at: datetime, actor: Actor) -> Changed:
    """Take an incident to another state; one that somebody else moved meanwhile becomes a conflict.

    The caller holds the row's lock. Raises Conflict where the table has no such step.
    """
    if incident.state == target:
        return Changed(incident)
    if target == IncidentState.CLOSED:
        raise Conflict(_("An incident is finished on its page in the portal, with how it ended."))
    if incident.state != base:
        fields = {STATE: {"base": base, "mine": target, "theirs": incident.state}}
        return Changed(incident, _clash(incident, fields, made_at, actor))
    if workflow.find(incident.state, target) is None:
        raise Conflict(_("This step is not possible now. Look at the present state, then decide again."))
    _apply(incident, {STATE: target}, actor=actor)
    return Changed(incident)


def incident_close(*, incident: Incident, actor: Actor) -> None:
    """Finish an incident whose outcome was written. The caller holds the row's lock.

    Raises Conflict for one that is finished; the database refuses one without an outcome.
    """
    if incident.state not in workflow.FINISHED_FROM:
        raise Conflict(_("This step is not possible now. Look at the present state, then decide again."))
    _apply(incident, {STATE: IncidentState.CLOSED}, actor=actor)


def locked(incident: Incident) -> Incident:
    """Return the incident as it stands now, with its row locked."""
    return (
        Incident.objects.select_for_update(of=("self",))
        .select_related("delegation__edition__fair", "participant", "exhibit")
        .get(pk=incident.pk)
    )


def case_link(*, incident: Incident, case_id: int) -> None:
    """Note which request an incident became."""
    now = locked(incident)
    now.case_id = case_id
    _save(now, ["case"])
    _record("became_request", now)


def _apply(incident: Incident, values: Mapping[str, Any], *, actor: Actor) -> None:
    was_grave = incident.is_grave
    for name, raw in values.items():
        setattr(incident, name, raw)
    _save(incident, list(values))
    _record("changed", incident, fields=sorted(values))
    if incident.is_grave and not was_grave:
        _tell_grave(incident)


def _save(incident: Incident, names: list[str]) -> None:
    incident.row_version += 1
    incident.changed_at = timezone.now()
    incident.save(update_fields=[*names, "row_version", "changed_at"])


def _clash(incident: Incident, fields: dict[str, Any], made_at: datetime, actor: Actor) -> Clash:
    clash = Clash.objects.create(
        incident=incident, center_id=incident.center_id, by_id=actor.user_id, names=sorted(fields), fields=fields,
        made_at=made_at,
    )  # fmt: skip
    _record("conflict", incident, fields=sorted(fields))
    return clash


def _valid(form: IncidentForm) -> None:
    if not form.is_valid():
        raise ValidationError({name: [str(line) for line in lines] for name, lines in form.errors.items()})


def _wired(name: str, sent: Any, wanted: Mapping[str, Any]) -> Any:
    """Write what was sent as it would be written when stored, so that the same value in other spelling is the same."""
    raw = wanted.get(name, sent)
    return str(raw.public_id) if hasattr(raw, "public_id") else value(raw)


def _plain(name: str, raw: Any) -> Any:
    """Write what the device knew as `incident_wire` writes it."""
    if name in _MOMENTS and isinstance(raw, str):
        return moment(parse_datetime(raw)) if raw and parse_datetime(raw) else ""
    if name == "is_grave":
        return bool(raw)
    return raw.strip() if isinstance(raw, str) else value(raw)


def _record(what: str, incident: Incident, **more: Any) -> None:
    trail.record(
        f"incident.{what}", object_type="incident", object_id=incident.public_id, center_id=incident.center_id,
        payload={"kind": incident.kind, **more},
    )  # fmt: skip


def _tell_grave(incident: Incident) -> None:
    """Tell the center's people and the nation's coordinators; a notice carries the kind and the place, no evidence."""
    label = IncidentKind(incident.kind).label
    words = {}
    for short, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            words[short] = str(label)
    context = {
        "kind": words, "delegation": incident.delegation.name, "place": incident.place,
        "happened_at": incident.happened_at.isoformat(),
    }  # fmt: skip
    link = f"/staff/incidents/{incident.public_id}/"
    for role, center_id in ((("handler", "supervisor"), incident.center_id), (("coordinator",), None)):
        notify("desk/grave", context=context, link=link, role=role, center_id=center_id)
