"""What the workers do for this room: send an edition to the offices, remind of what is due, judge files, make reports."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.utils import timezone

from alerts.outreach.choices import ReportState
from alerts.outreach.models import CampaignReport, ContactFile
from alerts.outreach.reporting import results_build, results_render
from alerts.outreach.services.files import TOPIC_CHECK, file_settle
from alerts.outreach.services.liaison import TOPIC_REMIND, follow_ups_remind
from alerts.outreach.services.reports import TOPIC_REPORT
from alerts.outreach.services.spreading import TOPIC, edition_spread, mailings_settle
from portal.audit import trail
from portal.documents.intake.judge import judge
from portal.documents.intake.keep import new_key, store
from portal.documents.pdf import PdfLimitExceeded
from portal.notices.registry import Hopeless, Work, handler
from portal.notices.work import MAX_ATTEMPTS
from portal.tenancy import scope as scopes

LAST_ATTEMPT = MAX_ATTEMPTS


@handler(TOPIC)
def spread(work: Work) -> None:
    """Send one edition to the offices that want it, or its retraction to those that got it; running twice sends once."""
    edition_spread(edition_id=work.payload["edition_id"], is_retraction=bool(work.payload.get("retraction", False)))


@handler(TOPIC_REMIND, queue="feed")
def remind(work: Work) -> None:
    """Remind of follow-ups that are due, and take over what became of mails."""
    follow_ups_remind()
    mailings_settle()


@handler(TOPIC_REPORT, queue="paper", opens_scope=False)
def make_report(work: Work) -> None:
    """Make the results of a campaign as a PDF: build inside a scope, set outside any transaction, store, settle once.

    Running again after a crash makes it again; what a dead attempt left is erased, and so are older reports.
    """
    report_id = int(work.payload["report_id"])
    with scopes.enter(scopes.system()):
        waiting = CampaignReport.objects.filter(pk=report_id, state=ReportState.PENDING)
        report = waiting.select_related("campaign__center").first()
        if report is None:
            return
        data, images = results_build(report)
        left_behind, key = report.storage_key, new_key("reports/campaigns")
        CampaignReport.objects.filter(pk=report_id).update(storage_key=key)
    if left_behind:
        default_storage.delete(left_behind)
    try:
        rendered, digest = results_render(data, images)
    except PdfLimitExceeded as error:
        _fail(report_id)
        raise Hopeless(f"the report is too large: {error}") from error
    except Exception:
        if work.attempt >= LAST_ATTEMPT:
            _fail(report_id)
        raise
    _key, size, (sha256, _sm3) = store([rendered.body], key)
    older: list[str] = []
    with scopes.enter(scopes.system()):
        settled = CampaignReport.objects.filter(pk=report_id, state=ReportState.PENDING, storage_key=key).update(
            state=ReportState.READY, sha256=sha256, content_hash=digest, size=size, pages=rendered.pages,
            ready_at=timezone.now(),
        )  # fmt: skip
        if settled:
            before = CampaignReport.objects.filter(
                campaign=report.campaign, language=report.language, pk__lt=report_id
            ).exclude(state=ReportState.PENDING)
            older = [row.storage_key for row in before if row.storage_key]
            before.delete()
            trail.record(
                "campaign.report_ready", object_type="campaign", object_id=report.campaign.public_id,
                payload={"title": report.campaign.title_zh, "language": report.language, "sha256": sha256},
            )  # fmt: skip
    for gone in older if settled else [key]:
        default_storage.delete(gone)


def _fail(report_id: int) -> None:
    with scopes.enter(scopes.system()):
        CampaignReport.objects.filter(pk=report_id, state=ReportState.PENDING).update(state=ReportState.FAILED)


@handler(TOPIC_CHECK, queue="feed", opens_scope=False)
def check_file(work: Work) -> None:
    """Judge one file outside any transaction; running twice gives the same verdict."""
    with scopes.enter(scopes.system()):
        row = ContactFile.objects.filter(pk=work.payload["file_id"]).first()
    if row is None or row.state not in {ContactFile.State.RECEIVED, ContactFile.State.QUARANTINED}:
        return
    verdict = judge(row.storage_key, row.name)
    with scopes.enter(scopes.system()):
        file_settle(row=row, verdict=verdict)
