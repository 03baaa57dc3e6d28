"""Reads of filing: the draft with its children, the enterprise's start page, the confirmation."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.access import SHOWN_TO_APPLICANT
from cases.choices import PaperKind, State
from cases.deadlines import Countdown, countdown
from cases.models import Case, CaseCountry, CaseFile, Deadline, Paper
from cases.models.case import CaseChild
from cases.services.numbers import format_receipt
from portal.accounts.actors import Actor
from portal.prepared import prepared
from portal.reference.countries import country_name
from portal.reference.text import pick

PURPOSES_OF_FILING = frozenset(set(CaseFile.Purpose) - {CaseFile.Purpose.MESSAGE, CaseFile.Purpose.SUPPLEMENT})


@prepared
def _rows(case_id: int, *, model: type[CaseChild]) -> QuerySet[Any]:
    return model._default_manager.filter(case_id=case_id).order_by("id")


class Draft:
    """A draft with its rows, each table read at most once and only when somebody looks.

    `fresh` says that the draft was just made in this transaction: it has no rows, and none are looked for.
    """

    def __init__(self, case: Case, *, fresh: bool = False) -> None:
        self.case = case
        self.fresh = fresh
        self._children: dict[type[CaseChild], list[Any]] = {}

    def children(self, model: type[CaseChild]) -> list[Any]:
        """Give the draft's rows of one table in the order in which they were entered. One query per table."""
        if model not in self._children:
            found = [] if self.fresh else _rows(self.case.pk, model=model)
            for child in found:
                child.case = self.case
            self._children[model] = found
        return self._children[model]

    def replace(self, model: type[CaseChild], rows: Iterable[CaseChild]) -> None:
        """Remember rows that were just written, so that they are not read again."""
        self._children[model] = list(rows)

    def forget(self, model: type[CaseChild]) -> None:
        """Read the rows of one table again when they are next asked for."""
        self._children.pop(model, None)

    @property
    def countries(self) -> tuple[str, ...]:
        """All countries (regions) of the dispute, the main one first."""
        codes = [self.case.country, *(row.country for row in self.children(CaseCountry))]
        return tuple(dict.fromkeys(code for code in codes if code))

    @property
    def files(self) -> list[CaseFile]:
        """The files that were brought in with the request."""
        return [file for file in self.children(CaseFile) if file.purpose in PURPOSES_OF_FILING]


_DRAFT_FIELDS = (
    "id", "public_id", "state", "version", "center_id", "enterprise_id", "applicant_name", "dispute_type", "country", "summary",
    "source", "created_at", "updated_at",
)  # fmt: skip
DRAFTS_SHOWN = 30


def drafts_of(actor: Actor) -> list[Case]:
    """Give the drafts the actor may go on with, last touched first. One query."""
    rows = Case.objects.filter(state=State.DRAFT).only(*_DRAFT_FIELDS)
    if actor.kind == "enterprise" and actor.enterprise_id is not None:
        rows = rows.filter(SHOWN_TO_APPLICANT, enterprise_id=actor.enterprise_id)
    elif actor.kind == "center" and actor.center_id is not None:
        rows = rows.filter(center_id=actor.center_id)
    else:
        return []
    found = list(rows.order_by("-updated_at", "-id")[:DRAFTS_SHOWN])
    for draft in found:
        draft.country_words = country_name(draft.country) if draft.country else ""  # type: ignore[attr-defined]
    return found


def application_of(case: Case) -> Paper | None:
    """Give the 申请书 of a filed case, without its snapshot. One query."""
    rows = Paper.objects.filter(case_id=case.pk, kind=PaperKind.APPLICATION).defer("snapshot")
    return rows.order_by("-id").first()


@dataclass(frozen=True, slots=True)
class RunningClock:
    """One date that runs abroad, in the reader's language; `left` counts by the forum's calendar."""

    due_on: datetime.date
    title: str
    source: str
    left: Countdown


def confirmation_of(case: Case) -> dict[str, Any]:
    """Give what the confirmation shows beside the case: the application and the clocks that run. Two queries."""
    return {
        "paper": application_of(case),
        "deadlines": [
            RunningClock(row.due_on, pick(row.title_zh, row.title_en), row.source, countdown(row.due_on, row.timezone))
            for row in Deadline.objects.filter(case_id=case.pk, met_on__isnull=True).order_by("due_on", "id")[:20]
        ],
        "receipt": format_receipt(case.receipt_code),
    }
