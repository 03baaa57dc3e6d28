"""Messages between applicant and center, internal notes, tasks, and deadlines set by hand."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import State
from cases.models import Case, CaseTask, Deadline, Message, MessageRead, Note
from cases.models.case import of
from cases.services.transition import log
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

_GROUP = {"enterprise": "case_applicant", "center": "case_team", "expert": "case_experts"}


def message_send(*, case: Case, actor: Actor, body: str) -> Message:
    """Send a message to the other side; the caller attaches files afterwards. Refused on an archived case and a draft."""
    if case.state == State.DRAFT:
        raise Conflict(_("File the request first; then you can write to the center."))
    if case.state == State.ARCHIVED:
        raise Conflict(_("This case is archived; nothing can be added. Call the center instead."))
    side = Message.Side.APPLICANT if actor.kind == "enterprise" else Message.Side.CENTER
    message = Message(**of(case), author_id=actor.user_id, side=side, body=body)
    message.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    message.save()
    conversation_mark_read(case=case, actor=actor, last_read=message.pk)
    log(case, "message", actor=actor)
    for others in sorted({"case_applicant", "case_team", "case_experts"} - {_GROUP.get(actor.kind, "")}):
        tell(case, "message", to=others, tab="messages")
    return message


def conversation_mark_read(*, case: Case, actor: Actor, last_read: int) -> None:
    """Remember until which message the actor has read."""
    MessageRead.objects.bulk_create(
        [MessageRead(**of(case), user_id=actor.own_user_id, last_read=last_read, read_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["case", "user"],
        update_fields=["last_read", "read_at"],
    )


def _still_open(case: Case) -> None:
    if case.state == State.ARCHIVED:
        raise Conflict(_("This case is archived; nothing can be added."))


def note_add(*, case: Case, actor: Actor, body: str) -> Note:
    """Add an internal note, seen by the center and the nation only."""
    _still_open(case)
    note = Note(**of(case), author_id=actor.user_id, body=body)
    note.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    note.save()
    return note


def task_add(
    *, case: Case, actor: Actor, title: str, assignee_id: int | None, due_on: datetime.date | None
) -> CaseTask:
    """Set a task for a colleague or oneself."""
    _still_open(case)
    task = CaseTask(**of(case), title=title, assignee_id=assignee_id, due_on=due_on, created_by_id=actor.user_id)
    task.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    task.save()
    return task


def task_finish(*, case: Case, actor: Actor, task_id: int, done: bool) -> CaseTask | None:
    """Tick a task off, or take the tick back; None when the case has no such task."""
    task = CaseTask.objects.filter(case_id=case.pk, pk=task_id).first()
    if task is not None:
        task.done_at = timezone.now() if done else None
        task.done_by_id = actor.user_id if done else None
        task.save(update_fields=["done_at", "done_by"])
    return task


def deadline_add(*, case: Case, actor: Actor, title: str, due_on: datetime.date) -> Deadline:
    """Add a date set by hand, such as one agreed with the other side or named in an order."""
    _still_open(case)
    deadline = Deadline(**of(case), kind=Deadline.Kind.AGREED, title_zh=title, title_en=title, due_on=due_on)
    deadline.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    deadline.save()
    facts = {"title": title, "due_on": due_on.isoformat()}
    log(case, "deadline_added", actor=actor, payload=facts)
    trail.record(
        "deadline.added", object_type="case", object_id=case.public_id, center_id=case.center_id, payload=facts
    )
    tell(case, "deadline_added", to="case_team" if actor.kind == "enterprise" else "case_applicant", context=facts)
    return deadline


def deadline_meet(*, case: Case, actor: Actor, deadline_id: UUID, met_on: datetime.date) -> None:
    """Record that a deadline was met on `met_on`; both sides may. Raises Conflict when somebody did already."""
    row = Deadline.objects.filter(case_id=case.pk, public_id=deadline_id).first()
    changed = Deadline.objects.filter(case_id=case.pk, public_id=deadline_id, met_on__isnull=True).update(
        met_on=met_on, met_by_id=actor.user_id
    )
    if row is None or not changed:
        raise Conflict(_("This deadline was already marked as met."))
    facts = {"title": {"zh": row.title_zh, "en": row.title_en}, "met_on": met_on.isoformat()}
    log(case, "deadline_met", actor=actor, payload=facts)
    trail.record("deadline.met", object_type="case", object_id=case.public_id, center_id=case.center_id, payload=facts)
