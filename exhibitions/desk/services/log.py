"""Lines of an incident's log, and hand-overs at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk.forms.records import EntryForm, HandOverForm, words
from exhibitions.desk.models import HandOver, Incident, IncidentEntry
from exhibitions.desk.services.stamps import Stamp
from exhibitions.fairs.models import Delegation
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict


def entry_add(
    *, incident: Incident, public_id: UUID, data: Mapping[str, Any], at: Stamp, actor: Actor
) -> IncidentEntry:
    """Add a line to an incident's log. Raises ValidationError by field, Conflict for a taken id."""
    form = EntryForm(words(data))
    _valid(form)
    entry = IncidentEntry(
        public_id=public_id,
        incident=incident,
        center_id=incident.center_id,
        **_recorded(at, actor),
        **form.cleaned_data,
    )
    _insert(entry)
    trail.record(
        "incident.entry_added", object_type="incident", object_id=incident.public_id, center_id=incident.center_id,
        payload={"kind": entry.kind},
    )  # fmt: skip
    return entry


def handover_give(
    *, delegation: Delegation, public_id: UUID, data: Mapping[str, Any], at: Stamp, actor: Actor
) -> HandOver:
    """Leave notes for whoever is next at the desk. Raises ValidationError by field, Conflict for a taken id."""
    form = HandOverForm(words(data))
    _valid(form)
    row = HandOver(
        public_id=public_id,
        delegation=delegation,
        center_id=delegation.center_id,
        **_recorded(at, actor),
        **form.cleaned_data,
    )
    _insert(row)
    return row


def handover_take(*, handover: HandOver, at: Stamp, actor: Actor) -> None:
    """Acknowledge a hand-over; the first who does stays named. Raises Conflict for one's own notes."""
    if handover.by_id == actor.user_id:
        raise Conflict(_("Somebody else takes over what you leave."))
    HandOver.objects.filter(pk=handover.pk, taken_at__isnull=True).update(
        taken_by_id=actor.user_id, taken_at=min(at.recorded_at, timezone.now())
    )


def _recorded(at: Stamp, actor: Actor) -> dict[str, Any]:
    return {
        "by_id": actor.user_id, "device_at": at.device_at, "clock_offset": at.clock_offset, "recorded_at": at.recorded_at,
    }  # fmt: skip


def _insert(row: IncidentEntry | HandOver) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # Whose it is stays unsaid: it may be another center's.
        raise Conflict(_("This entry bears the number of another one. Write it anew.")) from error


def _valid(form: forms.Form) -> None:
    if not form.is_valid():
        raise ValidationError({name: [str(line) for line in lines] for name, lines in form.errors.items()})
