"""The guidance opinion: versioned drafts, submission, countersignature, freezing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import PaperKind, State, Verb
from cases.models import Case, Opinion
from cases.models.case import of
from cases.services.papers import paper_issue
from cases.services.transition import advance, log
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

TEXTS = ("facts", "analysis", "risks", "recommendation")


def opinion_start(*, case: Case, actor: Actor) -> Opinion:
    """Give the actor's open draft, or start a new version (copying a returned or earlier one by the same author).

    Locks the case, so that two authors cannot take one version number. Raises Conflict outside guidance.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.state not in {State.IN_GUIDANCE, State.ASSIGNED}:
        raise Conflict(_("An opinion can be written while the case is in guidance."))
    own = Opinion.objects.filter(case_id=case.pk, author_id=actor.user_id).order_by("-number").first()
    if own is not None and own.state in {Opinion.State.DRAFT, Opinion.State.RETURNED}:
        return own
    number = _next_version(case)
    copied: dict[str, Any] = {name: getattr(own, name) for name in (*TEXTS, "options")} if own else {}
    opinion = Opinion(**of(case), number=number, author_id=actor.user_id, **copied)
    opinion.save()
    return opinion


def _next_version(case: Case) -> int:
    # An expert sees only own and countersigned versions, so the count is asked of a definer function.
    with connection.cursor() as cursor:
        cursor.execute("select opinion_next_version(%s)", [case.pk])
        (number,) = cursor.fetchone()
    return int(number)


def opinion_save(
    *, opinion: Opinion, actor: Actor, texts: Mapping[str, str], options: Sequence[Mapping[str, str]], seen_version: int
) -> None:
    """Save a draft. Raises Conflict when it was changed elsewhere or is no longer a draft."""
    changed = Opinion.objects.filter(
        pk=opinion.pk,
        author_id=actor.user_id,
        row_version=seen_version,
        state__in=[Opinion.State.DRAFT, Opinion.State.RETURNED],
    ).update(
        **{name: texts.get(name, "") for name in TEXTS},
        options=[dict(option) for option in options],
        row_version=seen_version + 1,
        updated_at=timezone.now(),
    )
    if not changed:
        raise Conflict(
            _("This draft was changed in another window, or was already submitted. Your text is below; copy it.")
        )
    opinion.refresh_from_db()


def opinion_submit(*, case: Case, opinion: Opinion, actor: Actor) -> None:
    """Hand a finished draft to the supervisor for countersignature."""
    missing = [name for name in TEXTS if not getattr(opinion, name).strip()]
    if missing or not opinion.options:
        raise Conflict(_("Fill in facts, analysis, at least one option, risks and recommendation first."))
    changed = Opinion.objects.filter(
        pk=opinion.pk, author_id=actor.user_id, state__in=[Opinion.State.DRAFT, Opinion.State.RETURNED]
    ).update(state=Opinion.State.SUBMITTED, submitted_at=timezone.now(), returned_reason="")
    if not changed:
        raise Conflict(_("This opinion was already submitted."))
    log(case, "opinion_submitted", actor=actor, audience="handling", payload={"version": opinion.number})
    trail.record("opinion.submitted", object_type="opinion", object_id=opinion.public_id, center_id=case.center_id)
    tell(case, "opinion_submitted", to="case_team", tab="opinion")


def opinion_return(*, case: Case, opinion: Opinion, actor: Actor, reason: str) -> None:
    """Send a submitted opinion back to its author with a reason."""
    changed = Opinion.objects.filter(pk=opinion.pk, state=Opinion.State.SUBMITTED).update(
        state=Opinion.State.RETURNED, returned_reason=reason
    )
    if not changed:
        raise Conflict(_("This opinion is not waiting for a countersignature."))
    facts = {"version": opinion.number, "reason": reason}
    log(case, "opinion_returned", actor=actor, audience="handling", payload=facts)
    tell(case, "opinion_returned", to="case_experts", tab="opinion")
    tell(case, "opinion_returned", to="case_team", tab="opinion")


def opinion_hash(opinion: Opinion) -> str:
    """SHA-256 (hex) over the canonical JSON of what the applicant is told."""
    body = {name: getattr(opinion, name) for name in TEXTS} | {
        "options": opinion.options,
        "version": opinion.number,
        "opinion": str(opinion.public_id),
    }
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def opinion_countersign(*, case: Case, opinion: Opinion, actor: Actor, seen_version: int | None = None) -> None:
    """Countersign: freeze the opinion with its hash, issue the letter, move the case on.

    Four eyes: the author cannot countersign (a CHECK in the database says so too). Locks the opinion, then the case.
    """
    locked = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if locked.state != Opinion.State.SUBMITTED:
        raise Conflict(_("This opinion is not waiting for a countersignature."))
    if locked.author_id == actor.user_id:
        raise Conflict(_("The author cannot countersign. Ask another supervisor."))
    locked.state = Opinion.State.COUNTERSIGNED
    locked.countersigned_by_id = actor.user_id
    locked.countersigned_at = timezone.now()
    locked.content_hash = opinion_hash(locked)
    locked.save(update_fields=["state", "countersigned_by", "countersigned_at", "content_hash", "updated_at"])
    if case.state == State.IN_GUIDANCE:
        advance(
            case=case,
            verb=Verb.ISSUE_OPINION,
            actor=actor,
            payload={"version": locked.number, "hash": locked.content_hash},
            seen_version=seen_version,
        )
    paper_issue(case=case, kind=PaperKind.OPINION, actor=actor, extra={"opinion_id": str(locked.public_id)})
    tell(case, "opinion_issued", to="case_applicant", tab="papers")
    tell(case, "opinion_issued", to="case_experts", tab="papers")
