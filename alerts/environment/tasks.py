"""Make the yearly reports in the `paper` queue: build inside a scope, render outside any transaction, store, settle."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.utils import timezone

from alerts.environment.choices import ReportState
from alerts.environment.models import Report
from alerts.environment.reporting import report_build, report_render
from alerts.environment.services.reports import TOPIC_REPORT
from alerts.environment.services.shown import TAG
from portal.audit import trail
from portal.documents.intake.keep import new_key, store
from portal.documents.pdf import PdfLimitExceeded
from portal.notices.registry import Hopeless, Work, handler
from portal.site import pagecache
from portal.tenancy import scope as scopes

QUARANTINE_AFTER = 3


@handler(TOPIC_REPORT, queue="paper", opens_scope=False)
def render_report(work: Work) -> None:
    """Make one report. Running again after a crash makes it again and settles once; what a dead attempt left is erased."""
    report_id = int(work.payload["report_id"])
    with scopes.enter(scopes.system()):
        report = Report.objects.filter(pk=report_id, state=ReportState.PENDING).first()
        if report is None:
            return
        data, images = report_build(report)
        left_behind, key = report.storage_key, new_key("reports/environment")
        Report.objects.filter(pk=report_id).update(storage_key=key)
    if left_behind:
        default_storage.delete(left_behind)
    try:
        rendered, digest = report_render(data, images)
    except PdfLimitExceeded as error:
        _fail(report_id)
        raise Hopeless(f"the report is too large: {error}") from error
    except Exception:
        if work.attempt >= QUARANTINE_AFTER:
            _fail(report_id)
        raise
    _key, size, (sha256, _sm3) = store([rendered.body], key)
    with scopes.enter(scopes.system()):
        settled = Report.objects.filter(pk=report_id, state=ReportState.PENDING, storage_key=key).update(
            state=ReportState.READY, sha256=sha256, content_hash=digest, size=size, pages=rendered.pages,
            ready_at=timezone.now(),
        )  # fmt: skip
        if settled:
            pagecache.touch(TAG)
            trail.record(
                "env_report.ready", object_type="env_edition", object_id=report.edition.public_id,
                payload={"sha256": sha256, "language": report.language},
            )  # fmt: skip
    if not settled:
        default_storage.delete(key)


def _fail(report_id: int) -> None:
    with scopes.enter(scopes.system()):
        Report.objects.filter(pk=report_id, state=ReportState.PENDING).update(state=ReportState.FAILED)
