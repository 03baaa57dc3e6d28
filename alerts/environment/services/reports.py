"""Order the yearly report of a released edition: a row now, the bytes later in the `paper` queue."""

from __future__ import annotations

from alerts.environment.choices import LANGUAGES, ReportState
from alerts.environment.models import Edition, Report
from portal.audit import trail
from portal.notices import outbox

TOPIC_REPORT = "environment.report"


def reports_order(*, edition: Edition) -> None:
    """Have the report made in every language of the portal."""
    for language in LANGUAGES:
        report = Report.objects.create(edition=edition, language=language)
        outbox.put(TOPIC_REPORT, {"report_id": report.pk}, queue="paper")


def report_again(*, report: Report) -> None:
    """Have a report made again that could not be made."""
    if Report.objects.filter(pk=report.pk, state=ReportState.FAILED).update(state=ReportState.PENDING):
        outbox.put(TOPIC_REPORT, {"report_id": report.pk}, queue="paper")
        trail.record("env_report.requeued", object_type="env_edition", object_id=report.edition.public_id)
