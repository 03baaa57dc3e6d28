"""What the workers do for this room: make reports, ask firms for feedback, remind of overdue follow-ups."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.utils import timezone

from exhibitions.desk.models import IncidentFile
from exhibitions.results.choices import FileState, Format
from exhibitions.results.models import ReportFile
from exhibitions.results.report.charts import bars_svg
from exhibitions.results.report.content import from_json
from exhibitions.results.report.docx import Written, docx_write
from exhibitions.results.services.feedback import firms_invite
from exhibitions.results.services.reminding import overdue_remind
from exhibitions.results.services.reports import TOPIC_REPORT
from portal.audit import trail
from portal.documents.making import document_make
from portal.documents.pdf.pictures import draw_all
from portal.documents.pdf.reports import Report as DrawnReport
from portal.documents.pdf.reports import report_render
from portal.notices.registry import Work, handler

TEMPLATE = "fair_report.jinja"
logger = logging.getLogger(__name__)


@handler("results.clock", queue="feed")
def clock(work: Work) -> None:
    """Ask firms of fairs that are over for feedback, and remind centers of what is overdue."""
    logger.info("Fairs: %s firms asked for feedback, %s centers reminded.", firms_invite(), overdue_remind())


@handler(TOPIC_REPORT, queue="paper", opens_scope=False)
def make_report(work: Work) -> None:
    """Make one file of a released report."""
    document_make(
        work,
        ReportFile.objects.filter(pk=int(work.payload["file_id"]), state=FileState.PENDING).select_related(
            "report__delegation"
        ),
        folder=lambda row: f"fairreports/{row.center_id}",
        prepare=_prepare,
        ready=lambda made: {"state": FileState.READY, "ready_at": timezone.now()},
        done=_settled,
        failed={"state": FileState.FAILED},
    )


def _prepare(row: ReportFile) -> Callable[[], DrawnReport | Written]:
    data = from_json(row.report.content)
    wanted = [each["file"] for each in data.pictures]
    # Whatever `content` names: photos of the report's own delegation alone.
    own = IncidentFile.objects.filter(pk__in=wanted, incident__delegation_id=row.report.delegation_id)
    keys = {str(pk): key for pk, key in own.values_list("pk", "storage_key")}
    assert row.report.released_at is not None
    created = timezone.localtime(row.report.released_at)

    def draw() -> DrawnReport | Written:
        photos = draw_all(keys)
        if row.format == Format.DOCX:
            return docx_write(data, photos, created=created)
        images = {f"p{name}.{photo.kind}": photo.body for name, photo in photos.items()}
        images |= {
            f"{name}.svg": bars_svg(rows) for name, rows in (("kinds", data.kinds), ("results", data.results)) if rows
        }
        title = f"{data.delegation} {data.texts['title']}"
        return report_render(TEMPLATE, data, images, title=title, created=created)

    return draw


def _settled(row: ReportFile, made: DrawnReport | Written, sha256: str) -> None:
    delegation = row.report.delegation
    trail.record(
        "fair_report.file_ready", object_type="fair_report", object_id=delegation.public_id, center_id=row.center_id,
        payload={"name": delegation.name, "format": row.format, "sha256": sha256},
    )  # fmt: skip
