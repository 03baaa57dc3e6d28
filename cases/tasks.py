"""What the workers do for cases: judge uploads, render papers (cases.papers.tasks)."""

from __future__ import annotations

from django.core.files.storage import default_storage

from cases.jobs import center_day, recheck_files, renew_board
from cases.models import CaseFile
from cases.papers.tasks import render_paper
from cases.services.files import TOPIC_CHECK, TOPIC_ERASE, file_settle
from portal.documents.intake.judge import judge
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes

__all__ = ["center_day", "check_file", "recheck_files", "render_paper", "renew_board"]


@handler(TOPIC_CHECK, queue="feed", opens_scope=False)
def check_file(work: Work) -> None:
    """Judge one upload outside any transaction; running twice gives the same verdict."""
    with scopes.enter(scopes.system()):
        row = CaseFile.objects.filter(pk=work.payload["file_id"]).first()
    if row is None or row.state not in {CaseFile.State.RECEIVED, CaseFile.State.QUARANTINED}:
        return
    verdict = judge(row.storage_key, row.name)
    with scopes.enter(scopes.system()):
        file_settle(row=row, verdict=verdict)


@handler(TOPIC_ERASE, queue="feed", opens_scope=False)
def erase_bytes(work: Work) -> None:
    """Erase bytes whose rows were deleted in the transaction that wrote this event; running twice does no harm."""
    for key in work.payload["keys"]:
        default_storage.delete(key)
