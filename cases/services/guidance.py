"""Guidance and its end: start, tracking, closing, termination, withdrawal, reopening, archive."""

from __future__ import annotations

import datetime
from decimal import Decimal

from django.utils import timezone

from cases.choices import Outcome, PaperKind, TerminationReason, Verb, WaitingFor
from cases.models import Case, Closing
from cases.models.case import of
from cases.services.papers import paper_issue
from cases.services.transition import advance
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.reference import fx
from portal.reference.money import Money


def case_start_guidance(*, case: Case, actor: Actor, seen_version: int | None = None) -> None:
    """Start guidance. The handler guides alone, or an expert does after declaring no conflict."""
    alone = {} if actor.kind == "expert" else {"waiting_for": WaitingFor.CENTER}
    advance(case=case, verb=Verb.START_GUIDANCE, actor=actor, changes=alone, seen_version=seen_version)
    tell(case, "guidance_started", to="case_applicant")


def case_track(*, case: Case, actor: Actor, next_on: datetime.date, note: str, seen_version: int | None = None) -> None:
    """Follow the applicant's steps after the opinion; `next_on` is the day of the next follow-up."""
    advance(
        case=case,
        verb=Verb.TRACK,
        actor=actor,
        payload={"next_on": next_on.isoformat(), "note": note},
        due_on=next_on,
        seen_version=seen_version,
    )
    tell(case, "tracking", to="case_applicant", context={"next_on": next_on.isoformat()})


def case_follow_up(
    *, case: Case, actor: Actor, note: str, next_on: datetime.date, seen_version: int | None = None
) -> None:
    """Record what came of the opinion so far; `next_on` is the day of the next follow-up and the case's new date."""
    advance(
        case=case,
        verb=Verb.FOLLOW_UP,
        actor=actor,
        payload={"next_on": next_on.isoformat(), "note": note},
        due_on=next_on,
        seen_version=seen_version,
    )


def case_close(
    *,
    case: Case,
    actor: Actor,
    outcome: Outcome,
    summary: str,
    recovered: Decimal | None,
    recovered_currency: str,
    hours: Decimal | None,
    seen_version: int | None = None,
) -> Closing:
    """Close with outcome, result in words, loss recovered (with CNY at today's rate where known) and hours spent."""
    money = Money(recovered, recovered_currency) if recovered is not None else None
    rate = fx.to_cny(money, timezone.localdate()) if money else None
    advance(
        case=case,
        verb=Verb.CLOSE,
        actor=actor,
        payload={"outcome": outcome.value, "summary": summary},
        changes={"closed_at": timezone.now()},
        seen_version=seen_version,
    )
    closing = Closing(
        **of(case),
        outcome=outcome.value,
        summary=summary,
        recovered=recovered,
        recovered_currency=recovered_currency if recovered is not None else "",
        recovered_cny=rate.money.amount if rate else None,
        recovered_rate_on=rate.rate.on if rate else None,
        hours=hours,
        closed_by_id=actor.user_id,
    )
    closing.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    closing.save()
    tell(case, "closed", to="case_applicant")
    return closing


def case_terminate(
    *, case: Case, actor: Actor, reason: TerminationReason, explanation: str, seen_version: int | None = None
) -> None:
    """End guidance before its aim is reached, with a letter that says why."""
    facts = {"reason": reason.value, "explanation": explanation}
    advance(
        case=case,
        verb=Verb.TERMINATE,
        actor=actor,
        payload=facts,
        changes={"closed_at": timezone.now()},
        seen_version=seen_version,
    )
    paper_issue(case=case, kind=PaperKind.TERMINATION_NOTICE, actor=actor, extra=facts)
    tell(case, "terminated", to="case_applicant", tab="papers")


def case_withdraw(*, case: Case, actor: Actor, reason: str, seen_version: int | None = None) -> None:
    """Withdraw the request at the applicant's wish; the center records one that came by phone or letter."""
    advance(
        case=case,
        verb=Verb.WITHDRAW,
        actor=actor,
        payload={"reason": reason},
        changes={"closed_at": timezone.now()},
        seen_version=seen_version,
    )
    if actor.kind == "enterprise":
        tell(case, "withdrawn", to="case_team")
    else:
        tell(case, "withdrawal_recorded", to="case_applicant")


def case_reopen(*, case: Case, actor: Actor, reason: str, seen_version: int | None = None) -> None:
    """Reopen a closed case; the earlier closing stays on file."""
    advance(
        case=case,
        verb=Verb.REOPEN,
        actor=actor,
        payload={"reason": reason},
        changes={"closed_at": None},
        seen_version=seen_version,
    )
    tell(case, "reopened", to="case_applicant")


def case_archive(*, case: Case, actor: Actor, seen_version: int | None = None) -> None:
    """Archive a closed case and bind its case file (卷宗)."""
    advance(case=case, verb=Verb.ARCHIVE, actor=actor, seen_version=seen_version)
    paper_issue(case=case, kind=PaperKind.DOSSIER, actor=actor, extra={})
