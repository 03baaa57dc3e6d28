"""The start page of an enterprise: what to do now, drafts, cases. Five queries, however many cases there are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Count, F, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases.access import SHOWN_TO_APPLICANT
from cases.choices import OPEN, State, WaitingFor
from cases.deadlines import Countdown, countdown
from cases.models import Case, Deadline, Message, MessageRead
from cases.models.case import NO_DUE_DATE
from cases.selectors.filing import drafts_of
from portal.accounts.actors import Actor
from portal.keyset import NEWEST, Page, page
from portal.reference.text import pick

BUSY = 200  # open cases looked through for things to do, newest first
TODOS_SHOWN = 20
_ROW = (
    "id", "public_id", "number", "state", "waiting_for", "due_on", "dispute_type", "country", "submitted_at", "center_id",
    "enterprise_id", "version", "center__name_zh", "center__name_en",
)  # fmt: skip

Kind = Literal["supplement", "deadline", "opinion", "message"]


@dataclass(frozen=True)
class Todo:
    """One thing to do: of which case, by when. `left` counts in the forum's own calendar; None where no date runs."""

    kind: Kind
    case: Case
    due_on: datetime.date | None = None
    left: Countdown | None = None
    title: str = ""
    source: str = ""
    zone: str = ""
    number: int = 0

    @property
    def rank(self) -> tuple[int, datetime.date]:
        """Overdue and dated things first, nearest first; messages after them."""
        return (0, self.due_on) if self.due_on else (1, NO_DUE_DATE)


@dataclass(frozen=True)
class Home:
    """What the page shows."""

    todos: Sequence[Todo]
    drafts: Sequence[Case]
    cases: Page[Case]


def home_of(actor: Actor, *, after: str = "", before: str = "") -> Home:
    """Read the start page of the acting enterprise."""
    assert actor.enterprise_id is not None
    mine = Case.objects.filter(SHOWN_TO_APPLICANT, enterprise_id=actor.enterprise_id)
    busy = list(mine.filter(state__in=OPEN).select_related("center").only(*_ROW).order_by("-id")[:BUSY])
    by_id = {case.pk: case for case in busy}
    todos = [*_owed(busy), *_running(actor, by_id), *_unread(actor, by_id)]
    listed = mine.exclude(state=State.DRAFT).select_related("center").only(*_ROW)
    return Home(
        todos=sorted(todos, key=lambda todo: todo.rank)[:TODOS_SHOWN],
        drafts=drafts_of(actor),
        cases=page(listed, order=NEWEST, after=after, before=before),
    )


def _owed(cases: Sequence[Case]) -> list[Todo]:
    """What the center waits for, and opinions to read: the center asks what came of them, no date binds the applicant."""
    found = []
    for case in cases:
        if case.state == State.OPINION_ISSUED:
            found.append(Todo("opinion", case))
            continue
        if case.waiting_for != WaitingFor.APPLICANT:
            continue
        due_on = None if case.due_on == NO_DUE_DATE else case.due_on
        left = Countdown((due_on - timezone.localdate()).days) if due_on else None
        found.append(Todo("supplement", case, due_on, left))
    return found


def _running(actor: Actor, by_id: dict[int, Case]) -> list[Todo]:
    """Which periods run at foreign forums. One query."""
    if not by_id or actor.enterprise_id is None:
        return []
    rows = Deadline.objects.filter(
        enterprise_id=actor.enterprise_id, met_on__isnull=True, case_id__in=list(by_id)
    ).exclude(kind=Deadline.Kind.PROCEDURE)
    return [
        Todo(
            "deadline",
            by_id[row.case_id],
            row.due_on,
            countdown(row.due_on, row.timezone),
            title=pick(row.title_zh, row.title_en),
            source=row.source,
            zone=row.timezone,
        )
        for row in rows.order_by("due_on", "id")[:TODOS_SHOWN]
    ]


def _unread(actor: Actor, by_id: dict[int, Case]) -> list[Todo]:
    """Which cases hold messages of the center that this person has not read. One query."""
    if not by_id or actor.user_id is None:
        return []
    read = MessageRead.objects.filter(case_id=OuterRef("case_id"), user_id=actor.user_id).values("last_read")[:1]
    rows = (
        Message.objects.filter(case_id__in=list(by_id), side=Message.Side.CENTER)
        .annotate(read=Coalesce(Subquery(read), Value(0)))
        .filter(pk__gt=F("read"))
        .values("case_id")
        .annotate(number=Count("pk"), latest=Max("pk"))
        .order_by("-latest")[:TODOS_SHOWN]
    )
    return [Todo("message", by_id[row["case_id"]], number=row["number"]) for row in rows]
