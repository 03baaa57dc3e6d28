"""Reads of the expert bank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cases.choices import State
from cases.models import Case, Opinion
from experts.access import visible_assignments, visible_experts
from experts.matching import Match, rank
from experts.models import Assignment, Expert
from portal.accounts.actors import Actor
from portal.keyset import NEWEST, Order
from portal.prepared import prepared

OPEN = (Assignment.State.PROPOSED, Assignment.State.ACTIVE)
AFTER_OPINION = frozenset({State.OPINION_ISSUED, State.TRACKING})


def loads(expert_ids: list[int]) -> Mapping[int, int]:
    """Count open assignments per expert, as far as the scope sees them (a center counts its own)."""
    rows = (
        Assignment.objects.filter(expert_id__in=expert_ids, state__in=OPEN).values("expert_id").annotate(n=Count("id"))
    )
    return {row["expert_id"]: row["n"] for row in rows}


def seated(expert_ids: list[int]) -> frozenset[int]:
    """Find which of these experts hold the seat of an expert at the center of their record; whose seat it is stays untold."""
    if not expert_ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("select * from experts_seated(%s)", [expert_ids])
        return frozenset(row[0] for row in cursor.fetchall())


def matches_for(case: Case, actor: Actor) -> list[Match]:
    """Rank the experts that `actor` may assign to `case`. Three queries."""
    busy = Assignment.objects.filter(case_id=case.pk, state__in=OPEN).values("expert_id")
    experts = list(visible_experts(actor).exclude(pk__in=busy).select_related("center"))
    ids = [expert.pk for expert in experts]
    return rank(experts, case, loads=loads(ids), seated=seated(ids), today=timezone.localdate())


def bank(actor: Actor, wanted: Mapping[str, str]) -> QuerySet[Expert]:
    """Give the visible experts that fit the filters, by name."""
    rows = visible_experts(actor).select_related("center")
    if word := wanted.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=word) | Q(organisation__icontains=word))
    for name, column in (("ip_kind", "ip_kinds"), ("country", "countries"), ("language", "languages")):
        if value := wanted.get(name):
            rows = rows.filter(**{f"{column}__contains": [value]})
    return rows.order_by("name", "pk")


def assignments_on(case: Case) -> list[Assignment]:
    """Give the assignments of a case, open ones first."""
    return sorted(_assignments(case.pk), key=lambda row: (row.state not in OPEN, row.pk))


@prepared
def _assignments(case_id: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(case_id=case_id).select_related("expert")


def waiting(actor: Actor) -> QuerySet[Assignment]:
    """Give the assignments that wait for the expert's declaration."""
    return visible_assignments(actor).filter(state=Assignment.State.PROPOSED, ends_at__gt=timezone.now())


def past(actor: Actor) -> QuerySet[Assignment]:
    """Give the assignments that ended, or whose time is over."""
    return visible_assignments(actor).filter(~Q(state__in=OPEN) | Q(ends_at__lte=timezone.now()))


def open_now(actor: Actor) -> QuerySet[Assignment]:
    """Give the assignments whose case is open to the expert, with the case."""
    rows = visible_assignments(actor).filter(state=Assignment.State.ACTIVE, ends_at__gt=timezone.now())
    return rows.select_related("case")


@dataclass(frozen=True)
class OpenLine:
    """An assignment whose case is open, and what became of the opinion: `due`, `submitted` or `issued`."""

    row: Assignment
    opinion: Literal["due", "submitted", "issued"]


def open_lines(rows: Sequence[Assignment], actor: Actor) -> list[OpenLine]:
    """Say of each open assignment whether the expert still owes the opinion. One query."""
    own = Opinion.objects.filter(case_id__in=[row.case_id for row in rows], author_id=actor.user_id)
    latest = dict(own.order_by("number").values_list("case_id", "state"))
    return [OpenLine(row, _opinion(row, latest.get(row.case_id, ""))) for row in rows]


def _opinion(row: Assignment, own: str) -> Literal["due", "submitted", "issued"]:
    if own == Opinion.State.SUBMITTED:
        return "submitted"
    # Once the case has its opinion nothing is owed any more, whoever wrote it; further versions are free.
    return "issued" if row.case.state in AFTER_OPINION else "due"


# By what each list of the desk is ordered: what is due first, what ended last.
DESK: Mapping[str, tuple[Callable[[Actor], QuerySet[Assignment]], Order]] = {
    "open": (open_now, Order("opinion_due_on")),
    "waiting": (waiting, Order("opinion_due_on")),
    "past": (past, NEWEST),
}
