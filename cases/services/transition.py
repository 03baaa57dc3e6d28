"""Advance a case: the only writer of its state."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import procedure, workflow
from cases.choices import State, Verb, WaitingFor
from cases.models import Case, TimelineEntry
from cases.models.case import of
from portal.accounts.actors import Actor, Seat
from portal.audit import trail
from portal.policy.conflict import Conflict

SIDES = {"enterprise": "applicant", "center": "center", "national": "national", "expert": "expert"}
# The portal itself, when a date passes and nobody's hand is needed.
SYSTEM_ACTOR = Actor(user_id=None, seat=Seat(key="system", kind="unaffiliated", roles=workflow.SYSTEM))

Follower = Callable[[Case, workflow.Step, Actor], None]
_followers: list[Follower] = []


def follow(function: Follower) -> Follower:
    """Call `function(case, step, actor)` after every step, in its transaction.

    For apps that may import cases and have something of their own to end with a case (assignments of experts); they
    register in `AppConfig.ready()`.
    """
    _followers.append(function)
    return function


def advance(
    *,
    case: Case,
    verb: Verb,
    actor: Actor,
    payload: Mapping[str, Any] | None = None,
    due_on: datetime.date | None = None,
    changes: Mapping[str, Any] | None = None,
    seen_version: int | None = None,
    locked: Case | None = None,
) -> workflow.Step:
    """Take one step: lock, check, write state, timeline and audit. Return the step taken.

    `payload` are facts for the timeline, `changes` further columns set with the state, `due_on` overrides the
    procedure's date, `seen_version` is what the person had on screen. Locks the case row, unless the caller did and
    passes it as `locked`. A proposed transfer falls when the case no longer waits for its receiver. Raises Conflict
    when somebody was faster or the table does not allow the verb.
    """
    now = locked or Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if seen_version is not None and now.version != seen_version:
        raise Conflict(someone_was_faster(now))
    try:
        step = workflow.find(now, verb, actor)
    except workflow.NotAllowed as refusal:
        raise Conflict(str(refusal)) from refusal
    before, waited_for = now.state, now.waiting_for
    written: dict[str, Any] = {
        "state": step.target or before,
        "version": now.version + 1,
        "updated_at": timezone.now(),
    }
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
    if waited_for == WaitingFor.RECEIVER and case.waiting_for != WaitingFor.RECEIVER:
        # The applicant who withdraws may not write transfers, so a definer function does it (migration 0005).
        with connection.cursor() as cursor:
            cursor.execute("select case_transfer_cancel(%s)", [case.pk])
    log(case, verb, actor=actor, from_state=before, audience=step.audience, payload=payload)
    trail.record(
        f"case.{verb.value}",
        object_type="case",
        object_id=case.public_id,
        center_id=case.center_id,
        payload={"from": before, "to": case.state, **(payload or {})},
    )
    for function in _followers:
        function(case, step, actor)
    return step


def wait_for(*, case: Case, waiting_for: WaitingFor, due_on: datetime.date | None = None) -> None:
    """Say who must move next without a step: an expert dropped out, or a second one was asked.

    Restarts the procedure's clock unless `due_on` is given. Leaves a case alone that waits for a receiving center.
    """
    due = due_on or procedure.due_after_entering(case.state, timezone.localdate())
    changed = Case.objects.filter(pk=case.pk, state=case.state).exclude(waiting_for=WaitingFor.RECEIVER)
    if changed.update(waiting_for=waiting_for, due_on=due, version=F("version") + 1, updated_at=timezone.now()):
        case.refresh_from_db(fields=["waiting_for", "due_on", "version", "updated_at"])


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


def someone_was_faster(case: Case) -> str:
    """Say in the reader's language that the case changed since the page was opened."""
    return _("Someone else changed this case a moment ago. It is now “%(state)s”. Nothing of yours was saved.") % {
        "state": State(case.state).label
    }
