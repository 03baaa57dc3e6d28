"""What the workers do for this room: judge pictures and documents, tie participants to firms that registered since."""

from __future__ import annotations

from exhibitions.fairs.models import ExhibitPicture, RightDocument
from exhibitions.fairs.services.exhibits import TOPIC_CHECK, file_settle
from exhibitions.fairs.services.matching import TOPIC, participants_match
from portal.documents.intake.judge import judge
from portal.documents.models import StoredFile
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


@handler(TOPIC, queue="feed")
def match(work: Work) -> None:
    """Tie participants whose firms the portal has come to know."""
    participants_match()


@handler(TOPIC_CHECK, queue="feed", opens_scope=False)
def check_file(work: Work) -> None:
    """Judge one file outside any transaction; running twice gives the same verdict."""
    row: ExhibitPicture | RightDocument | None
    with scopes.enter(scopes.system()):
        if "picture_id" in work.payload:
            row = ExhibitPicture.objects.filter(pk=work.payload["picture_id"]).first()
        else:
            row = RightDocument.objects.filter(pk=work.payload["document_id"]).first()
    if row is None or row.state not in {StoredFile.State.RECEIVED, StoredFile.State.QUARANTINED}:
        return
    verdict = judge(row.storage_key, row.name)
    with scopes.enter(scopes.system()):
        file_settle(row=row, verdict=verdict)
