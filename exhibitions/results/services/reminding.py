"""Remind centers of follow-ups that are overdue."""

from __future__ import annotations

from django.db.models import Count, Min
from django.utils import timezone

from exhibitions.desk.choices import IncidentState
from exhibitions.desk.models import Incident
from portal.notices.notify import notify
from portal.tenancy.models import StaffRole


def overdue_remind() -> int:
    """Tell each center whose incidents have an overdue next step, once for all of them; return how many centers.

    Called once a day. Needs the system scope.
    """
    rows = (
        Incident.objects.filter(next_due_at__lt=timezone.now())
        .exclude(state=IncidentState.CLOSED)
        .order_by()
        .values("center_id")
        .annotate(n=Count("pk"), oldest=Min("next_due_at"))
    )
    count = 0
    for row in rows:
        notify(
            "results/overdue",
            context={"count": row["n"], "oldest_on": timezone.localdate(row["oldest"]).isoformat()},
            link="/fairs-results/follow-up/?only=overdue",
            role=(StaffRole.HANDLER, StaffRole.COORDINATOR), center_id=row["center_id"],
        )  # fmt: skip
        count += 1
    return count
