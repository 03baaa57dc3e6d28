"""Reads of the expert bank."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cases.models import Case
from experts.access import visible_experts
from experts.matching import Match, rank
from experts.models import Assignment, Expert
from portal.accounts.actors import Actor

OPEN = (Assignment.State.PROPOSED, Assignment.State.ACTIVE)


def loads(expert_ids: list[int]) -> Mapping[int, int]:
    """Count open assignments per expert, as far as the scope sees them (a center counts its own)."""
    rows = (
        Assignment.objects.filter(expert_id__in=expert_ids, state__in=OPEN).values("expert_id").annotate(n=Count("id"))
    )
    return {row["expert_id"]: row["n"] for row in rows}


def matches_for(case: Case, actor: Actor) -> list[Match]:
    """Rank the experts that `actor` may assign to `case`. Two queries."""
    busy = Assignment.objects.filter(case_id=case.pk, state__in=OPEN).values("expert_id")
    experts = list(visible_experts(actor).exclude(pk__in=busy).select_related("center"))
    return rank(experts, case, loads=loads([expert.pk for expert in experts]), today=timezone.localdate())


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
    rows = Assignment.objects.filter(case_id=case.pk).select_related("expert")
    return sorted(rows, key=lambda row: (row.state not in OPEN, row.pk))


def desk(actor: Actor) -> tuple[list[Assignment], list[Assignment], list[Assignment]]:
    """Give an expert's proposed, active and ended assignments; active ones carry their case."""
    rows = Assignment.objects.filter(expert_user_id=actor.user_id)
    now = timezone.now()
    proposed = list(rows.filter(state=Assignment.State.PROPOSED, ends_at__gt=now).order_by("pk"))
    active = list(
        rows.filter(state=Assignment.State.ACTIVE, ends_at__gt=now)
        .select_related("case")
        .order_by("opinion_due_on", "pk")
    )
    gone = {row.pk for row in proposed} | {row.pk for row in active}
    ended = list(rows.exclude(pk__in=gone).order_by("-pk")[:30])
    return proposed, active, ended
