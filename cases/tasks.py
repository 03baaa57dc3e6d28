"""What the workers do for cases: judge uploads, render papers (cases.papers.tasks)."""

from __future__ import annotations

from django.core.files.storage import default_storage

from cases.jobs import center_day, recheck_files, renew_board
from cases.models import CaseFile, Paper
from cases.papers.tasks import render_paper
from cases.services.files import TOPIC_CHECK, TOPIC_ERASE, file_settle
from portal.documents.intake.judge import judge
from portal.notices.registry import Hopeless, Work, handler
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
    """Erase bytes whose rows were deleted in the transaction that wrote this event; running twice does no harm.

    What a row still names stays, whoever wrote the event, and the event goes into quarantine for somebody to look at.
    """
    keys = list(work.payload["keys"])
    with scopes.enter(scopes.system()):
        named = {
            *CaseFile.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True),
            *Paper.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True),
        }
    for key in keys:
        if key not in named:
            default_storage.delete(key)
    if named:
        raise Hopeless(f"{len(named)} of {len(keys)} keys to erase are still named by a file or a document.")
