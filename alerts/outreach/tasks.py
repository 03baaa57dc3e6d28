"""What the workers do for this room: send an edition to the offices, remind of what is due, judge files, make reports."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from alerts.outreach.choices import ReportState
from alerts.outreach.models import CampaignReport, ContactFile
from alerts.outreach.reporting import TEMPLATE, results_build
from alerts.outreach.services.files import TOPIC_CHECK, file_settle
from alerts.outreach.services.liaison import TOPIC_REMIND, follow_ups_remind
from alerts.outreach.services.reports import TOPIC_REPORT
from alerts.outreach.services.spreading import TOPIC, edition_spread, mailings_settle
from portal.audit import trail
from portal.documents.intake.judge import judge
from portal.documents.making import document_make
from portal.documents.pdf.reports import Report, report_render
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


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
    """Make the results of a campaign as a PDF; older reports of it are erased."""
    document_make(
        work,
        CampaignReport.objects.filter(pk=int(work.payload["report_id"]), state=ReportState.PENDING).select_related(
            "campaign__center"
        ),
        folder=lambda report: "reports/campaigns",
        prepare=_prepare,
        ready=lambda made: {"state": ReportState.READY, "content_hash": made.digest, "ready_at": timezone.now()},
        done=_settled,
        failed={"state": ReportState.FAILED},
    )


def _prepare(report: CampaignReport) -> Callable[[], Report]:
    data, images = results_build(report)
    return lambda: report_render(
        TEMPLATE, data, images, title=f"{data.title} {data.texts['title']}", created=data.as_of
    )


def _settled(report: CampaignReport, made: Report, sha256: str) -> list[str]:
    before = CampaignReport.objects.filter(
        campaign=report.campaign, language=report.language, pk__lt=report.pk
    ).exclude(state=ReportState.PENDING)
    older = [row.storage_key for row in before if row.storage_key]
    before.delete()
    trail.record(
        "campaign.report_ready", object_type="campaign", object_id=report.campaign.public_id,
        payload={"title": report.campaign.title_zh, "language": report.language, "sha256": sha256},
    )  # fmt: skip
    return older


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
