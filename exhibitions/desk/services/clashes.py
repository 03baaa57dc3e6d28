"""Settling what two people wrote differently: each field by a person, never by the machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk.choices import Choice, ClashState
from exhibitions.desk.models import Clash, Incident
from exhibitions.desk.services.incidents import incident_change, incident_move
from exhibitions.desk.wire import STATE, incident_wire
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict


def clash_settle(
    *, clash: Clash, incident: Incident, choices: Mapping[str, Mapping[str, Any]], seen: Mapping[str, Any], actor: Actor
) -> None:
    """Settle every field of a conflict: `choices` maps each to {"choice": mine | theirs | anew, "value": …}.

    `seen` is what the person saw standing. Where that has changed since, nothing is written and Conflict is raised: they
    look again. The caller holds the incident's lock. Raises ValidationError by field.
    """
    now = Clash.objects.select_for_update(of=("self",)).get(pk=clash.pk)
    if now.state != ClashState.OPEN:
        raise Conflict(_("Somebody else has settled this already."))
    outcome = {}
    values: dict[str, Any] = {}
    stands = incident_wire(incident)
    for name, was in now.fields.items():
        chosen = choices.get(name)
        if not isinstance(chosen, Mapping):
            chosen = {}
        choice = str(chosen.get("choice", ""))
        if choice not in Choice.values:
            raise ValidationError({name: _("Choose which of the two holds, or write it anew.")})
        if seen.get(name, was["theirs"]) != stands[name]:
            raise Conflict(_("It was changed once more in the meantime. Look at what stands now, then decide again."))
        if choice != Choice.THEIRS:
            values[name] = was["mine"] if choice == Choice.MINE else chosen.get("value", "")
        outcome[name] = {"choice": choice, "value": values.get(name, stands[name])}
    _write(incident, values, stands, actor)
    now.state, now.outcome = ClashState.SETTLED, outcome
    now.settled_by_id, now.settled_at = actor.user_id, timezone.now()
    now.save(update_fields=["state", "outcome", "settled_by", "settled_at"])
    trail.record(
        "incident.conflict_settled", object_type="incident", object_id=incident.public_id, center_id=incident.center_id,
        payload={"fields": sorted(outcome), "kind": incident.kind},
    )  # fmt: skip


def _write(incident: Incident, values: dict[str, Any], stands: Mapping[str, Any], actor: Actor) -> None:
    state = values.pop(STATE, None)
    at = timezone.now()
    if values:
        incident_change(
            incident=incident, base={name: stands[name] for name in values}, data=values, made_at=at, actor=actor
        )
    if state is not None:
        incident_move(incident=incident, base=incident.state, target=str(state), made_at=at, actor=actor)
