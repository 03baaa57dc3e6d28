"""Issue a document: number and data now, bytes later in the `paper` queue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from pydantic import TypeAdapter

from cases.choices import PaperKind
from cases.models import Case, Paper
from cases.models.case import of
from cases.papers.build import build_letter
from cases.papers.letters import AcceptanceNotice, DeclineNotice, Letter, SupplementNotice, TerminationNotice
from cases.papers.opinion import GuidanceOpinion
from cases.papers.parts import DocumentNumber
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.pdf import content_hash
from portal.notices import outbox

TOPIC_RENDER = "paper.render"
LETTERS: dict[str, type[Letter]] = {
    PaperKind.SUPPLEMENT_NOTICE: SupplementNotice,
    PaperKind.DECLINE_NOTICE: DeclineNotice,
    PaperKind.ACCEPTANCE_NOTICE: AcceptanceNotice,
    PaperKind.TERMINATION_NOTICE: TerminationNotice,
    PaperKind.OPINION: GuidanceOpinion,
}


def paper_issue(*, case: Case, kind: PaperKind, actor: Actor, extra: Mapping[str, Any] | None = None) -> Paper:
    """Issue a document of `kind` and put its rendering into the outbox.

    A letter's data are frozen now, with its number and content hash. The application (unchangeable once filed) and
    the case file (as it stands when bound) are built by the worker.
    """
    now = timezone.now()
    paper = Paper(**of(case), kind=kind, issued_by_id=actor.user_id)
    if kind in LETTERS:
        number = DocumentNumber(
            case.center.letter_code, timezone.localdate(now).year, _next_letter(case.custodian_id, now.year)
        )
        letter = build_letter(case, kind, number=number, at=now, extra=extra or {})
        paper.number = str(number)
        paper.snapshot = json.loads(TypeAdapter(LETTERS[kind]).dump_json(letter))
        paper.content_hash = content_hash(letter)
    elif kind == PaperKind.APPLICATION:
        paper.number = case.number
    else:
        paper.number = f"{case.number}-JZ{Paper.objects.filter(case_id=case.pk, kind=kind).count() + 1}"
    paper.save()
    outbox.put(TOPIC_RENDER, {"paper_id": paper.pk}, queue="paper", center_id=case.center_id)
    trail.record(
        "paper.issued",
        object_type="paper",
        object_id=paper.public_id,
        center_id=case.center_id,
        payload={"kind": str(kind), "number": paper.number, "case": str(case.public_id)},
    )
    return paper


def _next_letter(center_id: int, year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select next_number(%s, 'letter', %s)", [center_id, year])
        (number,) = cursor.fetchone()
    return int(number)


def paper_data(paper: Paper) -> Letter | None:
    """Read a letter's frozen data back; None for documents that the worker builds."""
    if paper.kind not in LETTERS:
        return None
    return TypeAdapter(LETTERS[paper.kind]).validate_python(paper.snapshot)


def paper_reissue(*, paper: Paper, actor: Actor) -> None:
    """Try again to render a document that could not be made; number and data stay."""
    changed = Paper.objects.filter(pk=paper.pk, state=Paper.State.FAILED).update(state=Paper.State.PENDING, progress=0)
    if changed:
        outbox.put(TOPIC_RENDER, {"paper_id": paper.pk}, queue="paper", center_id=paper.center_id)
        trail.record("paper.requeued", object_type="paper", object_id=paper.public_id, center_id=paper.center_id)
