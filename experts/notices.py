"""Whom the experts app tells, and what about."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from experts.models import Assignment
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic

topic("assignment", _("Cases assigned to me"), locked=True, order=20, personas=frozenset({"expert"}))
template("experts/proposed", topic="assignment")
template("experts/ended", topic="assignment")
template("cases/expert_accepted", topic="case_work")
template("cases/expert_refused", topic="case_work")
template("cases/expert_expired", topic="case_work")


def _of(case_id: int, *states: str) -> Iterable[Recipient]:
    rows = Assignment.objects.filter(case_id=case_id, state__in=states).values_list("expert_user_id", flat=True)
    return [Recipient(user_id, "expert") for user_id in sorted(set(rows))]


@recipients("case_experts")
def case_experts(case_id: int) -> Iterable[Recipient]:
    """Give the experts to whom the case is open."""
    return _of(case_id, Assignment.State.ACTIVE)
