"""Review of a request: start, missing material, decline, accept, handler and level."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access import visible_cases
from cases.choices import DeclineReason, Level, PaperKind, Verb
from cases.models import Case, SupplementRequest
from cases.models.case import of
from cases.selectors.people import colleagues
from cases.services.papers import paper_issue
from cases.services.transition import advance
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.policy.conflict import Conflict


def case_review(*, case: Case, actor: Actor, seen_version: int | None = None) -> None:
    """Start the review; whoever starts it becomes the handler when there is none."""
    changes = {} if case.handler_id else {"handler_id": actor.user_id}
    advance(case=case, verb=Verb.REVIEW, actor=actor, changes=changes, seen_version=seen_version)
    tell(case, "under_review", to="case_applicant")


def supplement_request(
    *, case: Case, actor: Actor, items: Sequence[str], due_on: datetime.date, seen_version: int | None = None
) -> SupplementRequest:
    """Ask the applicant for missing `items` until `due_on` (inclusive); the center's clock stands meanwhile."""
    advance(
        case=case,
        verb=Verb.REQUEST_SUPPLEMENT,
        actor=actor,
        payload={"items": list(items), "due_on": due_on.isoformat()},
        due_on=due_on,
        seen_version=seen_version,
    )
    request = SupplementRequest(**of(case), items=list(items), due_on=due_on, asked_by_id=actor.user_id)
    request.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    request.save()
    paper_issue(
        case=case,
        kind=PaperKind.SUPPLEMENT_NOTICE,
        actor=actor,
        extra={"items": list(items), "due_on": due_on.isoformat()},
    )
    tell(
        case,
        "supplement_requested",
        to="case_applicant",
        context={"items": list(items), "due_on": due_on.isoformat()},
        link=reverse("cases:act", args=[case.public_id, Verb.SUPPLEMENT]),
    )
    return request


def case_supplement(*, case: Case, actor: Actor, answer: str, seen_version: int | None = None) -> None:
    """Send the missing material: files came with it or before, `answer` explains them. Locks the case first."""
    advance(case=case, verb=Verb.SUPPLEMENT, actor=actor, payload={"answer": answer}, seen_version=seen_version)
    SupplementRequest.objects.filter(case_id=case.pk, answered_at__isnull=True).update(
        answered_at=timezone.now(), answer=answer
    )
    tell(case, "supplemented", to="case_team", tab="evidence")
    if actor.kind != "enterprise":
        tell(case, "supplement_received", to="case_applicant")


def case_decline(
    *, case: Case, actor: Actor, reason: DeclineReason, explanation: str, advice: str, seen_version: int | None = None
) -> None:
    """Decline with a catalogued reason, an explanation, and what the applicant can do next."""
    facts = {"reason": reason.value, "explanation": explanation, "advice": advice}
    advance(case=case, verb=Verb.DECLINE, actor=actor, payload=facts, seen_version=seen_version)
    paper_issue(case=case, kind=PaperKind.DECLINE_NOTICE, actor=actor, extra=facts)
    tell(case, "declined", to="case_applicant", tab="papers")


def case_accept(
    *, case: Case, actor: Actor, level: Level, handler_id: int | None, seen_version: int | None = None
) -> None:
    """Accept the request with its level and handler (default: the one who reviewed it, else the actor)."""
    handler = handler_id or case.handler_id or actor.user_id
    if handler_id is not None:
        _colleague(case, handler_id)
    advance(
        case=case,
        verb=Verb.ACCEPT,
        actor=actor,
        payload={"level": level.value},
        changes={"level": level.value, "handler_id": handler, "accepted_at": timezone.now()},
        seen_version=seen_version,
    )
    paper_issue(case=case, kind=PaperKind.ACCEPTANCE_NOTICE, actor=actor, extra={})
    tell(case, "accepted", to="case_applicant")
    if handler != actor.user_id:
        tell(case, "handler_set", to="case_handler")
    if level == Level.MAJOR:
        tell(case, "major", to="national_coordinators")


def case_assign_handler(*, case: Case, actor: Actor, handler_id: int, seen_version: int | None = None) -> None:
    """Give the case to a colleague of the same center (supervisors), or take it oneself.

    Raises Conflict for a person who does not work there, or when somebody else than a supervisor gives work away.
    """
    if handler_id != actor.user_id and not actor.has("supervisor"):
        raise Conflict(_("Only the supervisor gives cases to others."))
    colleague = _colleague(case, handler_id)
    advance(
        case=case,
        verb=Verb.ASSIGN_HANDLER,
        actor=actor,
        payload={"handler": handler_id, "handler_name": str(colleague)},
        changes={"handler_id": handler_id},
        seen_version=seen_version,
    )
    if handler_id != actor.user_id:
        tell(case, "handler_set", to="case_handler")


def handler_assign_many(
    *, actor: Actor, public_ids: Sequence[UUID], handler_id: int
) -> tuple[int, list[tuple[str, str]]]:
    """Give several cases of the actor's center to one handler; return how many, and (number, reason) of the others.

    Locks the cases one after another in the order of their ids. Each stands or falls by itself.
    """
    done, refused = 0, []
    for case in visible_cases(actor).filter(public_id__in=public_ids).order_by("pk"):
        if case.handler_id == handler_id:
            continue
        try:
            with transaction.atomic():
                case_assign_handler(case=case, actor=actor, handler_id=handler_id)
            done += 1
        except Conflict as conflict:
            refused.append((case.number, str(conflict)))
    return done, refused


def _colleague(case: Case, user_id: int) -> User:
    """Return a person who works at the case's center; raise Conflict otherwise."""
    found = colleagues(case.custodian_id).filter(pk=user_id).first()
    if found is None:
        raise Conflict(_("This person no longer works at the center. Choose another handler."))
    return found


def case_set_level(*, case: Case, actor: Actor, level: Level, reason: str, seen_version: int | None = None) -> None:
    """Set the level; a major case (重大) is reported to the national center."""
    was = case.level
    advance(
        case=case,
        verb=Verb.SET_LEVEL,
        actor=actor,
        payload={"level": level.value, "was": was, "reason": reason},
        changes={"level": level.value},
        seen_version=seen_version,
    )
    if level == Level.MAJOR and was != Level.MAJOR:
        tell(case, "major", to="national_coordinators")
