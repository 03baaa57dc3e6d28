"""What the workers do for this room: judge files, tidy receipts."""

from __future__ import annotations

from exhibitions.desk.choices import FileKind
from exhibitions.desk.models import IncidentFile
from exhibitions.desk.services.files import TOPIC_CHECK, file_settle
from exhibitions.desk.services.receipts import TOPIC_TIDY, receipts_tidy
from portal.documents.intake.judge import judge
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


@handler(TOPIC_CHECK, queue="feed", opens_scope=False)
def check_file(work: Work) -> None:
    """Judge one file outside any transaction; running twice gives the same verdict."""
    with scopes.enter(scopes.system()):
        row = IncidentFile.objects.filter(pk=work.payload["file_id"]).first()
    if row is None or row.state not in {IncidentFile.State.RECEIVED, IncidentFile.State.QUARANTINED}:
        return
    verdict = judge(row.storage_key, row.name, voice=row.kind == FileKind.VOICE)
    with scopes.enter(scopes.system()):
        file_settle(row=row, verdict=verdict)


@handler(TOPIC_TIDY, queue="feed")
def tidy(work: Work) -> None:
    """Delete receipts that no device asks for any more."""
    receipts_tidy()
