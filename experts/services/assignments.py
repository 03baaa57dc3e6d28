"""Assign an expert, declare conflicts, end assignments. Row-level security asks the assignment whether a case is open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal

from django.db import OperationalError, connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import ENDED, State, Verb, WaitingFor
from cases.models import Case, CaseParty
from cases.models.case import of
from cases.services.transition import advance, log, wait_for
from cases.tell import tell
from cases.workflow import Step
from experts.models import Assignment, Expert
from experts.selectors import seated
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices import outbox
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Membership, StaffRole

TOPIC_SETTLE = "assignment.settle"
TOPIC_UNSEATED = "assignment.unseated"
OPEN = (Assignment.State.PROPOSED, Assignment.State.ACTIVE)


def assignment_propose(
    *,
    case: Case,
    expert: Expert,
    actor: Actor,
    question: str,
    opinion_due_on: datetime.date,
    ends_on: datetime.date,
    cross_border_basis: str = "",
    seen_version: int | None = None,
) -> Assignment:
    """Propose a case to an expert: they see only the parties' and counsel's names until they declare no conflict.

    `ends_on` is the last day the case stays open to them. A foreign expert needs `cross_border_basis`, recorded with
    the person who approved it. Raises Conflict for an expert who cannot take it.
    """
    today = timezone.localdate()
    if expert.user_id is None:
        raise Conflict(_("This expert has not accepted the invitation yet."))
    if not expert.is_active or not expert.term_from <= today <= expert.term_to:
        raise Conflict(_("This expert is not available, or the term of office is over."))
    if not seated([expert.pk]):
        raise Conflict(
            _("This expert no longer holds a seat at their center and could not open the case. Choose somebody else.")
        )
    if expert.is_foreign and not cross_border_basis.strip():
        raise Conflict(_("Record the approval for sending material abroad first."))
    if Assignment.objects.filter(case_id=case.pk, expert=expert, state__in=OPEN).exists():
        raise Conflict(_("This expert is already on the case."))
    advance(
        case=case,
        verb=Verb.ASSIGN_EXPERT,
        actor=actor,
        payload={"expert": expert.name, "opinion_due_on": opinion_due_on.isoformat()},
        seen_version=seen_version,
    )
    parties = CaseParty.objects.filter(case_id=case.pk).order_by("id").values_list("name", "counsel")
    assignment = Assignment(
        **of(case),
        expert=expert,
        expert_user_id=expert.user_id,
        disclosed={
            "applicant": case.applicant_name,
            "agent": case.agent_firm or case.agent_name,
            "opponents": [name for name, _counsel in parties],
            "counsel": sorted({counsel for _name, counsel in parties if counsel}),
        },
        question=question,
        assigned_by_id=actor.user_id,
        opinion_due_on=opinion_due_on,
        ends_at=_end_of(ends_on),
        cross_border_basis=cross_border_basis,
        cross_border_by_id=actor.user_id if cross_border_basis else None,
    )
    assignment.full_clean(exclude=["case", "center", "enterprise", "expert_user"], validate_constraints=False)
    assignment.save()
    trail.record(
        "assignment.proposed",
        object_type="assignment",
        object_id=assignment.public_id,
        center_id=case.center_id,
        payload={"case": str(case.public_id), "expert": expert.pk, "cross_border": cross_border_basis},
    )
    notify(
        "experts/proposed",
        context={"due_on": opinion_due_on.isoformat()},
        link=reverse("experts:declare", args=[assignment.public_id]),
        users=[expert.user_id],
        seat="expert",
    )
    return assignment


def _end_of(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.max, timezone.get_current_timezone())


def assignment_accept(*, assignment: Assignment, actor: Actor, declaration: str) -> Case:
    """Declare no conflict: the case opens to the expert and guidance starts. Locks the assignment, then the case."""
    # Row-level security lets an expert lock open assignments only: an ended one is simply not there.
    locked = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
    if locked is None or locked.state != Assignment.State.PROPOSED or locked.ends_at <= timezone.now():
        raise Conflict(_("This assignment is no longer waiting for you."))
    if not _may_open(locked):
        raise Conflict(
            _("You are not available as an expert of this center at present, or your term of office is over.")
        )
    now = timezone.now()
    Assignment.objects.filter(pk=locked.pk).update(
        state=Assignment.State.ACTIVE, declared_at=now, declaration=declaration
    )
    trail.record("assignment.accepted", object_type="assignment", object_id=locked.public_id)
    case = Case.objects.get(pk=locked.case_id)
    if case.state == State.ASSIGNED:
        advance(case=case, verb=Verb.START_GUIDANCE, actor=actor, due_on=locked.opinion_due_on)
    else:
        log(case, "expert_accepted", actor=actor, audience="handling")
    tell(case, "expert_accepted", to="case_team")
    tell(case, "guidance_started", to="case_applicant")
    return case


def _may_open(assignment: Assignment) -> bool:
    """Say whether row-level security would open the case to the expert once the assignment is active."""
    today = timezone.localdate()
    seats = Membership.objects.filter(user_id=assignment.expert_user_id, role=StaffRole.EXPERT).values("center_id")
    return Expert.objects.filter(
        pk=assignment.expert_id,
        user_id=assignment.expert_user_id,
        is_active=True,
        term_from__lte=today,
        term_to__gte=today,
        center_id__in=seats,
    ).exists()


def assignment_refuse(*, assignment: Assignment, actor: Actor, conflict: bool, reason: str) -> None:
    """Declare a conflict of interest, or decline for another reason. The case never opens.

    The expert cannot see the case, so a worker tells the center and puts the case back into its queue.
    """
    state = Assignment.State.CONFLICTED if conflict else Assignment.State.DECLINED
    changed = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.PROPOSED).update(
        state=state, declared_at=timezone.now(), declaration=reason, ended_at=timezone.now()
    )
    if not changed:
        raise Conflict(_("This assignment is no longer waiting for you."))
    trail.record(f"assignment.{state}", object_type="assignment", object_id=assignment.public_id)
    outbox.put(TOPIC_SETTLE, {"assignment_id": assignment.pk}, center_id=assignment.center_id)


def assignment_withdraw_from(*, assignment: Assignment, actor: Actor, reason: str) -> None:
    """A conflict that shows up later: the expert leaves an active assignment; the case closes to them at once."""
    changed = Assignment.objects.filter(pk=assignment.pk, state=Assignment.State.ACTIVE).update(
        state=Assignment.State.CONFLICTED, ended_at=timezone.now(), end_reason=reason[:300]
    )
    if not changed:
        raise Conflict(_("This assignment has already ended."))
    trail.record("assignment.conflicted", object_type="assignment", object_id=assignment.public_id)
    outbox.put(TOPIC_SETTLE, {"assignment_id": assignment.pk}, center_id=assignment.center_id)


def assignment_revoke(*, case: Case, assignment: Assignment, actor: Actor, reason: str) -> None:
    """Take an expert off a case; their access ends with this transaction."""
    changed = Assignment.objects.filter(pk=assignment.pk, state__in=OPEN).update(
        state=Assignment.State.REVOKED, ended_at=timezone.now(), ended_by_id=actor.user_id, end_reason=reason
    )
    if not changed:
        raise Conflict(_("This assignment has already ended."))
    log(case, "expert_revoked", actor=actor, audience="handling", payload={"reason": reason})
    trail.record("assignment.revoked", object_type="assignment", object_id=assignment.public_id)
    outbox.put(TOPIC_SETTLE, {"assignment_id": assignment.pk}, center_id=assignment.center_id)


def assignments_end(case: Case, step: Step, actor: Actor) -> None:
    """End the open assignments of a case that a step has just ended; its experts lose access in that transaction.

    Called after every step (`cases.services.transition.follow`) with the case locked. Locks the assignments in the order
    of their ids, without waiting: an expert who answers at this moment holds theirs and waits for the case. Raises
    Conflict then.
    """
    if step.target not in ENDED:
        return
    try:
        with transaction.atomic():
            rows = list(
                Assignment.objects.select_for_update(of=("self",), nowait=True)
                .filter(case_id=case.pk, state__in=OPEN)
                .order_by("pk")
            )
    except OperationalError as error:
        raise Conflict(_("An expert is answering for this case right now. Please try again in a moment.")) from error
    if not rows:
        return
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Assignment.State.ENDED,
        ended_at=timezone.now(),
        ended_by_id=actor.user_id,
    )
    for row in rows:
        trail.record(
            "assignment.ended",
            object_type="assignment",
            object_id=row.public_id,
            center_id=row.center_id,
            payload={"case": str(case.public_id), "state": case.state},
        )
    _tell_ended(case.number, sorted({row.expert_user_id for row in rows}), why="case")


def assignments_end_with_seat(by: Actor, seat: Membership) -> None:
    """End what was open to an expert through a seat that has just ended; a worker settles each assignment.

    Called after the end of any seat (`portal.accounts.services.staff.follow_end`). Whoever ends it need not see the
    cases, so a function of the database ends the assignments and gives their ids alone.
    """
    if seat.role != StaffRole.EXPERT:
        return
    with connection.cursor() as cursor:
        cursor.execute("select assignments_end_with_seat(%s, %s)", [seat.user_id, seat.center_id])
        ended = sorted(pk for (pk,) in cursor.fetchall())
    for pk in ended:
        outbox.put(TOPIC_UNSEATED, {"assignment_id": pk}, center_id=seat.center_id)


def assignment_unseated(*, assignment: Assignment, actor: Actor) -> None:
    """Do the worker's part after an assignment ended with the expert's seat: write it down where it can be read, settle."""
    case = Case.objects.get(pk=assignment.case_id)
    log(case, "expert_revoked", actor=actor, audience="handling", payload={"why": "seat"})
    trail.record(
        "assignment.revoked", object_type="assignment", object_id=assignment.public_id, center_id=assignment.center_id
    )
    assignment_settle(assignment=assignment, actor=actor)


def _tell_ended(number: str, users: Sequence[int], *, why: Literal["case", "time", "center"]) -> None:
    # The case is closed to them already, so the notice opens their desk.
    notify(
        "experts/ended",
        context={"number": number, "why": why},
        link=reverse("experts:home"),
        users=users,
        seat="expert",
    )


def assignments_expire(now: datetime.datetime, *, most: int = 500) -> int:
    """End up to `most` open assignments whose time is over, and have each settled; return how many.

    Nobody had access any more (row-level security asks the clock); this puts their cases back into the center's queue.
    Runs in the system scope and may run any number of times. Skips what somebody is changing at this moment.
    """
    rows = list(
        Assignment.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state__in=OPEN, ends_at__lte=now)
        .order_by("pk")[:most]
    )
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=Assignment.State.ENDED, ended_at=F("ends_at")
    )
    for row in rows:
        trail.record("assignment.expired", object_type="assignment", object_id=row.public_id, center_id=row.center_id)
        outbox.put(TOPIC_SETTLE, {"assignment_id": row.pk}, center_id=row.center_id)
    return len(rows)


def assignment_settle(*, assignment: Assignment, actor: Actor) -> None:
    """Do the worker's part after an assignment ended: tell who must know; back to the center when nobody is left.

    The center's clock starts anew then. Locks the case.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=assignment.case_id)
    if assignment.state in {Assignment.State.CONFLICTED, Assignment.State.DECLINED}:
        log(case, "expert_refused", actor=actor, audience="center", payload={"state": assignment.state})
        tell(case, "expert_refused", to="case_team")
    elif assignment.state == Assignment.State.ENDED:
        # Its time ran out; what ends with the case is told by `assignments_end` and not settled.
        log(case, "expert_expired", actor=actor, audience="handling")
        _tell_ended(case.number, [assignment.expert_user_id], why="time")
        tell(case, "expert_expired", to="case_team")
    else:
        _tell_ended(case.number, [assignment.expert_user_id], why="center")
    left = Assignment.objects.filter(case_id=case.pk, state__in=OPEN).exists()
    if not left and case.waiting_for == WaitingFor.EXPERT:
        wait_for(case=case, waiting_for=WaitingFor.CENTER)
