"""What the workers do for this room: send an edition to the offices, remind of what is due, judge files."""

from __future__ import annotations

from alerts.outreach.models import ContactFile
from alerts.outreach.services.files import TOPIC_CHECK, file_settle
from alerts.outreach.services.liaison import TOPIC_REMIND, follow_ups_remind
from alerts.outreach.services.spreading import TOPIC, edition_spread, mailings_settle
from portal.documents.intake.judge import judge
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


@handler(TOPIC)
def spread(work: Work) -> None:
    """Send one edition to the offices that want it; running twice sends once."""
    edition_spread(edition_id=work.payload["edition_id"])


@handler(TOPIC_REMIND, queue="feed")
def remind(work: Work) -> None:
    """Remind of follow-ups that are due, and take over what became of mails."""
    follow_ups_remind()
    mailings_settle()


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
