"""Whom this room tells, and what about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from exhibitions.results.models import Report
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic
from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE
from portal.tenancy.models import Center, Membership

topic("results", _("After fairs: feedback, follow-ups, reports"), order=62, personas=CENTER | COORDINATORS | ENTERPRISE)
for _name in ("feedback", "overdue", "waits", "returned"):
    template(f"results/{_name}", topic="results")


@recipients("results_makers")
def results_makers(report_id: int) -> list[Recipient]:
    """Those who wrote in a report and still have a seat at the center."""
    row = Report.objects.select_related("center").get(pk=report_id)
    kind = "national" if row.center.kind == Center.Kind.NATIONAL else "center"
    seats = Membership.objects.filter(user_id__in=row.makers, center_id=row.center_id)
    users = seats.order_by("user_id").values_list("user_id", flat=True).distinct()
    return [Recipient(user_id, f"{kind}:{row.center_id}") for user_id in users]
