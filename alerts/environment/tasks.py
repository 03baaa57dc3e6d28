"""Make the yearly reports in the `paper` queue."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from alerts.environment.choices import ReportState
from alerts.environment.models import Report
from alerts.environment.reporting import TEMPLATE, report_build
from alerts.environment.services.reports import TOPIC_REPORT
from alerts.environment.services.shown import TAG
from portal.audit import trail
from portal.documents.making import document_make
from portal.documents.pdf.reports import Report as DrawnReport
from portal.documents.pdf.reports import report_render
from portal.notices.registry import Work, handler
from portal.site import pagecache


@handler(TOPIC_REPORT, queue="paper", opens_scope=False)
def render_report(work: Work) -> None:
    """Make one report."""
    document_make(
        work,
        Report.objects.filter(pk=int(work.payload["report_id"]), state=ReportState.PENDING),
        folder=lambda report: "reports/environment",
        prepare=_prepare,
        ready=lambda made: {"state": ReportState.READY, "content_hash": made.digest, "ready_at": timezone.now()},
        done=_settled,
        failed={"state": ReportState.FAILED},
    )


def _prepare(report: Report) -> Callable[[], DrawnReport]:
    data, images = report_build(report)
    return lambda: report_render(TEMPLATE, data, images, title=f"{data.index} {data.year}", created=data.released_at)


def _settled(report: Report, made: DrawnReport, sha256: str) -> None:
    pagecache.touch(TAG)
    trail.record(
        "env_report.ready", object_type="env_edition", object_id=report.edition.public_id,
        payload={"sha256": sha256, "language": report.language},
    )  # fmt: skip
