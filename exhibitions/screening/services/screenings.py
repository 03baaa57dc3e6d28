"""Check an exhibit: begin, answer, hand in, sign, send back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs.choices import DelegationState, ParticipantState
from exhibitions.fairs.models import Exhibit
from exhibitions.screening import workflow
from exhibitions.screening.choices import Advice, Level, SignedAs, State, Verb
from exhibitions.screening.models import Checklist, Screening
from exhibitions.screening.places import places_of
from exhibitions.screening.services.telling import firm_tell, makers_tell, signers_tell
from exhibitions.screening.weighing import asked_of, level_of, reasons_of
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

_ITEM = (
    "code", "question_zh", "question_en", "why_zh", "why_en", "risk_answer", "level", "do_zh", "do_en", "source_title",
    "source_url", "read_on",
)  # fmt: skip


def checklists_for(*, country: str, hs_codes: list[str]) -> list[Checklist]:
    """Give the checklists in use for a country (ISO 3166 alpha-2) and HS codes, those for any first. Two queries."""
    places = set(places_of(country))
    rows = Checklist.objects.filter(state="released").prefetch_related("items").order_by("code")
    chosen = [
        row
        for row in rows
        if (not row.countries or places & set(row.countries))
        and (not row.hs_prefixes or any(code.startswith(tuple(row.hs_prefixes)) for code in hs_codes))
    ]
    return sorted(chosen, key=lambda row: (bool(row.hs_prefixes), bool(row.countries), row.code))


@transaction.atomic
def screening_begin(*, exhibit: Exhibit, actor: Actor) -> Screening:
    """Begin the check of an exhibit with the questions in use today; they stay as they are for this check.

    Locks the exhibit. Raises Conflict where a check is under way already, the firm does not take part, the exhibit was
    taken out or no checklist is in use.
    """
    now = Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk)
    participant = exhibit.participant
    if now.taken_out_at is not None:
        raise Conflict(_("This exhibit was taken out."))
    if participant.state != ParticipantState.CONFIRMED or participant.delegation.state != DelegationState.OPEN:
        raise Conflict(_("Only exhibits of firms that take part in an open delegation are checked."))
    rows = Screening.objects.filter(exhibit=now)
    if rows.exclude(state=State.SIGNED).exists():
        raise Conflict(_("A check of this exhibit is under way already."))
    lists = checklists_for(country=participant.delegation.edition.fair.country, hs_codes=now.hs_codes)
    items = [_frozen(row, item) for row in lists for item in sorted(row.items.all(), key=lambda item: item.position)]
    if not items:
        raise Conflict(_("No checklist is in use yet. The national center releases them."))
    screening = Screening.objects.create(
        participant=participant, exhibit=now, center_id=now.center_id, items=items, begun_by_id=actor.own_user_id,
        number=(rows.aggregate(last=Max("number"))["last"] or 0) + 1, exhibit_version=now.row_version,
    )  # fmt: skip
    record("begun", screening)
    return screening


def _frozen(row: Checklist, item: Any) -> dict[str, Any]:
    kept = {name: getattr(item, name) for name in _ITEM}
    return kept | {
        "key": f"{row.code}:{item.code}", "list_zh": row.title_zh, "list_en": row.title_en, "version": row.version,
        "read_on": item.read_on.isoformat(),
    }  # fmt: skip


@transaction.atomic
def screening_answer(
    *, screening: Screening, answers: Mapping[str, Mapping[str, str]], advice: str, conclusion: str, version: int
) -> Screening:
    """Save answers ({question key: {"answer", "note"}}), advice and conclusion. Locks the screening.

    `version` is the `row_version` that the page showed. Raises Conflict when somebody else saved meanwhile, or when it is not
    open.
    """
    now = _locked(screening)
    if now.state != State.OPEN:
        raise Conflict(str(workflow.NOT_NOW))
    if now.row_version != version:
        raise Conflict(_("Somebody else saved this check meanwhile; nothing was overwritten."))
    now.answers, now.advice, now.conclusion = dict(answers), advice, conclusion
    _save(now, "answers", "advice", "conclusion")
    record("answered", now)
    return now


def missing(screening: Screening) -> list[str]:
    """Say what must be there before a check is handed in, in the reader's language."""
    lacks = []
    asked = asked_of(screening.items, screening.answers)
    open_questions = sum(1 for each in asked if not each.answer)
    if open_questions:
        lacks.append(_("%(n)d questions are not answered yet.") % {"n": open_questions})
    if not screening.advice:
        lacks.append(_("Choose what the firm is advised to do."))
    if not screening.conclusion.strip():
        lacks.append(_("Write the conclusion for the firm."))
    level = level_of(reasons_of(asked, screening.findings.all()))
    if level == Level.HIGH and screening.advice == Advice.SHOW:
        lacks.append(_("With a high risk the advice cannot be to show it as it is."))
    return lacks


@transaction.atomic
def screening_move(
    *, screening: Screening, verb: str, actor: Actor, reason: str = "", seen: int | None = None
) -> Screening:
    """Take one step of `workflow.STEPS`. Locks the screening. Raises Conflict with why not.

    `seen` is the version that the page showed: nobody signs what was swapped under their eyes. None: no page was shown.
    The database refuses a signature by whoever made anything of it, whatever stands here.
    """
    now = _locked(screening)
    step = workflow.step_of(now, verb)
    if (refused := workflow.objection(step, now, actor)) is not None:
        raise Conflict(str(refused))
    if seen is not None and seen != now.row_version:
        raise Conflict(str(workflow.NOT_NOW))
    assert step is not None
    if step.reason and not reason.strip():
        raise Conflict(_("Say why."))
    changed = ["state"]
    moment = timezone.now()
    if step.verb == Verb.HAND_IN:
        if lacks := missing(now):
            raise Conflict(" ".join(lacks))
        now.level = level_of(reasons_of(asked_of(now.items, now.answers), now.findings.all()))
        now.handed_in_by_id, now.handed_in_at, now.reason = actor.user_id, moment, ""
        changed += ["level", "handed_in_by", "handed_in_at", "reason"]
    elif step.verb == Verb.SIGN:
        now.signed_by_id, now.signed_at = actor.user_id, moment
        now.signed_as = SignedAs.EXPERT if actor.kind == "expert" else SignedAs.SUPERVISOR
        changed += ["signed_by", "signed_at", "signed_as"]
    else:
        now.level, now.handed_in_at = "", None
        changed += ["level", "handed_in_at"]
        if step.verb == Verb.SEND_BACK:
            now.returned_by_id, now.returned_at, now.reason = actor.user_id, moment, reason.strip()
            changed += ["returned_by", "returned_at", "reason"]
    now.state = step.target
    _save(now, *changed)
    record(step.verb, now)
    if step.verb == Verb.HAND_IN:
        signers_tell(now)
    elif step.verb == Verb.SEND_BACK:
        makers_tell(now)
    elif step.verb == Verb.SIGN:
        firm_tell(now)
    return now


def _locked(screening: Screening) -> Screening:
    found = (
        Screening.objects.select_for_update(of=("self",))
        .select_related("exhibit", "participant__delegation")
        .filter(pk=screening.pk)
        .first()
    )
    if found is None:
        # An expert may lock what waits and nothing else; the nation, its own (row-level security).
        raise Conflict(str(workflow.NOT_NOW))
    return found


def _save(screening: Screening, *fields: str) -> None:
    screening.row_version += 1
    screening.save(update_fields=[*fields, "row_version"])


def record(what: str, screening: Screening) -> None:
    """Write the trail of a check."""
    trail.record(
        f"screening.{what}", object_type="screening", object_id=screening.public_id, center_id=screening.center_id,
        payload={"title": screening.exhibit.name, "number": screening.number, "level": screening.level},
    )  # fmt: skip
