"""Whom the experts app tells, and what about."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cases.access import open_to_expert
from experts.models import Assignment
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic
from portal.tenancy.models import Membership, StaffRole

topic("assignment", _("Cases assigned to me"), locked=True, order=20, personas=frozenset({"expert"}))
template("experts/proposed", topic="assignment")
template("experts/ended", topic="assignment")
template("cases/expert_accepted", topic="case_work")
template("cases/expert_refused", topic="case_work")
template("cases/expert_expired", topic="case_work")


@recipients("case_experts")
def case_experts(case_id: int) -> Iterable[Recipient]:
    """Give the experts to whom the case is open at this moment."""
    seat = Membership.objects.filter(
        user_id=OuterRef("expert_user_id"), center_id=OuterRef("expert__center_id"), role=StaffRole.EXPERT
    )
    rows = Assignment.objects.filter(open_to_expert(), Exists(seat), case_id=case_id)
    return [Recipient(user_id, "expert") for user_id in sorted(set(rows.values_list("expert_user_id", flat=True)))]
