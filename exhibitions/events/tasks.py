"""What the workers do for events: tell people, remind them, close what is over, judge files, draw certificates."""

from __future__ import annotations

import logging

from django.db import connection
from django.utils import timezone

from exhibitions.events.certificates import certificate_build
from exhibitions.events.choices import PaperState
from exhibitions.events.models import Certificate, Material
from exhibitions.events.services.events import TOPIC_FOLLOW, ended_close
from exhibitions.events.services.learning import TOPIC_CHECK, material_settle
from exhibitions.events.services.telling import event_followed, reminders_send, tidy
from portal.audit import trail
from portal.documents.intake.judge import judge
from portal.documents.making import document_make
from portal.documents.pdf.reports import Report
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)


@handler(TOPIC_FOLLOW, queue="feed")
def follow(work: Work) -> None:
    """Let searches and people follow a step or change of an event, once."""
    event_followed(event_id=work.payload["event_id"], what=work.payload["what"], times=bool(work.payload.get("times")))


@handler("events.clock", queue="feed")
def clock(work: Work) -> None:
    """Remind of what is near, and close what is over."""
    logger.info("Events: %s reminded, %s closed.", reminders_send(), ended_close())


@handler("events.tidy", queue="feed")
def forget(work: Work) -> None:
    """Delete what nobody confirmed and erase persons whose time is over."""
    logger.info("Events: %s unconfirmed deleted, %s persons erased.", *tidy())


@handler(TOPIC_CHECK, queue="feed", opens_scope=False)
def check_file(work: Work) -> None:
    """Judge one material outside any transaction; running twice gives the same verdict."""
    with scopes.enter(scopes.system()):
        row = Material.objects.filter(pk=work.payload["file_id"]).first()
    if row is None or row.state not in {Material.State.RECEIVED, Material.State.QUARANTINED}:
        return
    verdict = judge(row.storage_key, row.name)
    with scopes.enter(scopes.system()):
        material_settle(row=row, verdict=verdict)


@handler("events.certificate", queue="paper", opens_scope=False)
def make_certificate(work: Work) -> None:
    """Draw one certificate and tell its person."""
    document_make(
        work,
        Certificate.objects.filter(pk=int(work.payload["certificate_id"]), state=PaperState.PENDING).select_related(
            "event__center", "signup"
        ),
        folder=lambda row: f"certificates/{row.event.public_id}",
        prepare=certificate_build,
        ready=lambda made: {"state": PaperState.READY, "content_hash": made.digest, "ready_at": timezone.now()},
        done=_settled,
        failed={"state": PaperState.FAILED},
    )


def _settled(row: Certificate, made: Report, sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select event_mail(%s, 'events/certificate', 'bell', '{}')", [row.signup_id])
    trail.record(
        "certificate.ready", object_type="certificate", object_id=row.number, center_id=row.center_id,
        payload={"sha256": sha256},
    )  # fmt: skip
