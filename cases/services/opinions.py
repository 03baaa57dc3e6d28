"""The guidance opinion: versioned drafts, submission, countersignature, freezing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import PaperKind, State, Verb, WaitingFor
from cases.models import Case, Opinion
from cases.models.case import of
from cases.selectors.people import colleagues
from cases.services.papers import paper_issue
from cases.services.transition import advance
from cases.tell import tell
from cases.workflow import OPINED
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict

TEXTS = ("facts", "analysis", "risks", "recommendation")


def opinion_of(case: Case, actor: Actor) -> Opinion | None:
    """Give the actor's latest version of the case's opinion, in whatever state."""
    return Opinion.objects.filter(case_id=case.pk, author_id=actor.user_id).order_by("-number").first()


def opinion_save(
    *, case: Case, actor: Actor, texts: Mapping[str, str], options: Sequence[Mapping[str, str]], seen_version: int
) -> Opinion:
    """Save the actor's draft, or begin a new version with it (`seen_version` 0). Returns the saved draft.

    Locks the case, so that two authors cannot take one version number. Raises Conflict outside guidance, when the
    draft was changed in another window, and when it was submitted meanwhile.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if locked.state not in OPINED:
        raise Conflict(
            _("An opinion can be written while the case is in guidance. It is now “%(state)s”.")
            % {"state": State(locked.state).label}
        )
    own = opinion_of(case, actor)
    content = {name: texts.get(name, "") for name in TEXTS} | {"options": [dict(option) for option in options]}
    if own is None or own.state == Opinion.State.COUNTERSIGNED:
        opinion = Opinion(**of(case), number=_next_version(case), author_id=actor.user_id, **content)
        opinion.save()
        return opinion
    if own.state == Opinion.State.SUBMITTED:
        raise Conflict(_("Your opinion was already submitted; it can be changed when the supervisor sends it back."))
    if own.row_version != seen_version:
        raise Conflict(_("This draft was changed in another window. Compare both texts below, then save again."))
    # A returned version becomes a draft again: the reason for its return stays beside it until it is submitted.
    Opinion.objects.filter(pk=own.pk).update(
        **content, state=Opinion.State.DRAFT, row_version=own.row_version + 1, updated_at=timezone.now()
    )
    own.refresh_from_db()
    return own


def _next_version(case: Case) -> int:
    # An expert sees only own and countersigned versions, so the count is asked of a definer function.
    with connection.cursor() as cursor:
        cursor.execute("select opinion_next_version(%s)", [case.pk])
        (number,) = cursor.fetchone()
    return int(number)


def opinion_submit(*, case: Case, opinion: Opinion, actor: Actor) -> None:
    """Hand a finished draft to the supervisor for countersignature; the case waits for the center.

    Locks the case, then the opinion. Raises Conflict for an unfinished or already submitted one.
    """
    missing = [name for name in TEXTS if not getattr(opinion, name).strip()]
    if missing or not opinion.options:
        raise Conflict(_("Fill in facts, analysis, at least one option, risks and recommendation first."))
    advance(case=case, verb=Verb.SUBMIT_OPINION, actor=actor, payload={"version": opinion.number})
    changed = Opinion.objects.filter(pk=opinion.pk, author_id=actor.user_id, state=Opinion.State.DRAFT).update(
        state=Opinion.State.SUBMITTED, submitted_at=timezone.now(), returned_reason=""
    )
    if not changed:
        raise Conflict(_("This opinion was already submitted."))
    trail.record("opinion.submitted", object_type="opinion", object_id=opinion.public_id, center_id=case.center_id)
    link = reverse("cases:opinion", args=[case.public_id, opinion.public_id])
    tell(case, "opinion_submitted", to="case_countersigners", link=link)


def opinion_return(*, case: Case, opinion: Opinion, actor: Actor, reason: str) -> None:
    """Send a submitted opinion back to its author, who must move next. Locks the case, then the opinion.

    Raises Conflict for the author (what was handed over waits for another pair of eyes), and when it does not wait.
    """
    if opinion.author_id == actor.user_id:
        raise Conflict(_("The author cannot send the opinion back. Ask another supervisor."))
    by_expert = _is_expert(case, opinion.author_id)
    advance(
        case=case,
        verb=Verb.RETURN_OPINION,
        actor=actor,
        payload={"version": opinion.number, "reason": reason},
        changes={"waiting_for": WaitingFor.EXPERT} if by_expert else None,
    )
    changed = Opinion.objects.filter(pk=opinion.pk, state=Opinion.State.SUBMITTED).update(
        state=Opinion.State.RETURNED, returned_reason=reason
    )
    if not changed:
        raise Conflict(_("This opinion is not waiting for a countersignature."))
    trail.record(
        "opinion.returned",
        object_type="opinion",
        object_id=opinion.public_id,
        center_id=case.center_id,
        payload={"reason": reason},
    )
    _tell_author(
        case,
        opinion,
        "opinion_returned",
        by_expert=by_expert,
        context={"reason": reason},
        link=reverse("cases:opinion_write", args=[case.public_id]),
    )


def _is_expert(case: Case, user_id: int | None) -> bool:
    """Say whether the author of an opinion is no colleague of the center, hence an expert."""
    return user_id is None or not colleagues(case.custodian_id).filter(pk=user_id).exists()


def opinion_hash(opinion: Opinion) -> str:
    """SHA-256 (hex) over the canonical JSON of what the applicant is told."""
    body = {name: getattr(opinion, name) for name in TEXTS} | {
        "options": opinion.options,
        "version": opinion.number,
        "opinion": str(opinion.public_id),
    }
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def opinion_countersign(
    *, case: Case, opinion: Opinion, actor: Actor, seen_hash: str, seen_version: int | None = None
) -> None:
    """Countersign: freeze the opinion with its hash, issue the letter, move the case on.

    Four eyes: the author cannot countersign (a CHECK in the database says so too), and `seen_hash` is the `opinion_hash`
    of the text that the supervisor read. Locks the case, then the opinion. Raises Conflict when the opinion does not
    wait for it, when its text is another by now, or when the case has left guidance.
    """
    if opinion.author_id == actor.user_id:
        raise Conflict(_("The author cannot countersign. Ask another supervisor."))
    advance(
        case=case,
        verb=Verb.ISSUE_OPINION,
        actor=actor,
        payload={"version": opinion.number, "hash": seen_hash},
        seen_version=seen_version,
    )
    locked = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if locked.state != Opinion.State.SUBMITTED:
        raise Conflict(_("This opinion is not waiting for a countersignature."))
    digest = opinion_hash(locked)
    if digest != seen_hash:
        raise Conflict(_("The text of this opinion is not the one you read. Read it again, then decide."))
    locked.state = Opinion.State.COUNTERSIGNED
    locked.countersigned_by_id = actor.user_id
    locked.countersigned_at = timezone.now()
    locked.content_hash = digest
    locked.save(update_fields=["state", "countersigned_by", "countersigned_at", "content_hash", "updated_at"])
    paper_issue(case=case, kind=PaperKind.OPINION, actor=actor, extra={"opinion_id": str(locked.public_id)})
    trail.record(
        "opinion.countersigned",
        object_type="opinion",
        object_id=locked.public_id,
        center_id=case.center_id,
        payload={"version": locked.number, "hash": digest},
    )
    tell(case, "opinion_issued", to="case_applicant", tab="papers")
    _tell_author(
        case,
        locked,
        "opinion_countersigned",
        by_expert=_is_expert(case, locked.author_id),
        context={},
        link=reverse("cases:opinion", args=[case.public_id, locked.public_id]),
    )


def _tell_author(
    case: Case, opinion: Opinion, template: str, *, by_expert: bool, context: Mapping[str, str], link: str
) -> None:
    if opinion.author_id is None:
        return
    notify(
        f"cases/{template}",
        context={"number": case.number, "applicant": case.applicant_name, "version": opinion.number, **context},
        link=link,
        users=[opinion.author_id],
        seat="expert" if by_expert else f"center:{case.center_id}",
        center_id=case.center_id,
    )
