"""Advance a case: the only writer of its state."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import procedure, workflow
from cases.choices import State, Verb
from cases.models import Case, TimelineEntry
from cases.models.case import of
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

SIDES = {"enterprise": "applicant", "center": "center", "national": "national", "expert": "expert"}


def advance(
    *,
    case: Case,
    verb: Verb,
    actor: Actor,
    payload: Mapping[str, Any] | None = None,
    due_on: datetime.date | None = None,
    changes: Mapping[str, Any] | None = None,
    seen_version: int | None = None,
) -> workflow.Step:
    """Take one step: lock, check, write state, timeline and audit. Return the step taken.

    `payload` are facts for the timeline, `changes` further columns set with the state, `due_on` overrides the
    procedure's date, `seen_version` is what the person had on screen. Locks the case row. Raises Conflict when
    somebody was faster or the table does not allow the verb.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if seen_version is not None and locked.version != seen_version:
        raise Conflict(_someone_was_faster(locked))
    try:
        step = workflow.find(locked, verb, actor)
    except workflow.NotAllowed as refusal:
        raise Conflict(str(refusal)) from refusal
    before = locked.state
    written = {"state": step.target or before, "version": locked.version + 1, "updated_at": timezone.now()}
    if step.waiting_for is not None:
        written["waiting_for"] = step.waiting_for
    if due_on is not None:
        written["due_on"] = due_on
    elif step.target is not None:
        written["due_on"] = procedure.due_after_entering(step.target, timezone.localdate())
    written |= changes or {}
    Case.objects.filter(pk=case.pk).update(**written)
    for name, value in written.items():
        setattr(case, name, value)
    log(case, verb, actor=actor, from_state=before, audience=step.audience, payload=payload)
    trail.record(
        f"case.{verb.value}",
        object_type="case",
        object_id=case.public_id,
        center_id=case.center_id,
        payload={"from": before, "to": case.state, **(payload or {})},
    )
    return step


def log(
    case: Case,
    verb: str,
    *,
    actor: Actor,
    from_state: str = "",
    audience: str = "all",
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Add one line to the case's timeline. `verb` is a Verb or another fact such as `message`."""
    TimelineEntry.objects.bulk_create(
        [
            TimelineEntry(
                **of(case),
                verb=verb,
                from_state=from_state,
                to_state=case.state if from_state else "",
                actor_id=actor.user_id,
                actor_side=SIDES.get(actor.kind, "system"),
                audience=audience,
                payload=dict(payload or {}),
                at=timezone.now(),
            )
        ]
    )


def _someone_was_faster(case: Case) -> str:
    return _("Someone else changed this case a moment ago. It is now “%(state)s”. Nothing of yours was saved.") % {
        "state": State(case.state).label
    }
