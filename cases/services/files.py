"""Files of a case: received in the request, judged by a worker, opened only when clean."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.choices import State
from cases.models import Case, CaseFile, Message
from cases.models.case import of
from cases.services.transition import log
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import clean_name
from portal.documents.intake.reasons import FAILURES
from portal.notices import outbox
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict

MAX_FILES_PER_CASE = 300
TOPIC_CHECK = "case_file.check"
TOPIC_ERASE = "case_file.erase"


def file_receive(
    *,
    case: Case,
    upload: UploadedFile[bytes],
    purpose: str,
    secrecy: str,
    actor: Actor,
    description: str = "",
    message: Message | None = None,
) -> CaseFile:
    """Keep an upload and put its check into the outbox; the file is `received` until a worker has judged it.

    Raises ValidationError for an empty, too large or surplus file, Conflict on an archived case.
    """
    if case.state == State.ARCHIVED:
        raise Conflict(_("This case is archived; nothing can be added."))
    if CaseFile.objects.filter(case_id=case.pk).count() >= MAX_FILES_PER_CASE:
        raise ValidationError(_("A case takes at most %(most)d files.") % {"most": MAX_FILES_PER_CASE}, code="too_many")
    kept = keep(upload, f"cases/{case.public_id}")
    row = CaseFile(
        **of(case),
        name=clean_name(upload.name or ""),
        storage_key=kept.storage_key,
        size=kept.size,
        sha256=kept.sha256,
        sm3=kept.sm3,
        purpose=purpose,
        secrecy=secrecy,
        description=description,
        message=message,
        uploaded_by_id=actor.user_id,
    )
    row.full_clean(exclude=["case", "center", "enterprise", "message", "uploaded_by"], validate_constraints=False)
    row.save()
    outbox.put(TOPIC_CHECK, {"file_id": row.pk}, queue="feed", center_id=case.center_id)
    if case.state != State.DRAFT and message is None:
        log(case, "file_received", actor=actor, payload={"name": row.name, "purpose": row.purpose})
    trail.record(
        "file.received",
        object_type="file",
        object_id=row.public_id,
        center_id=case.center_id,
        payload={"sha256": row.sha256, "size": row.size, "case": str(case.public_id)},
    )
    return row


def file_settle(*, row: CaseFile, verdict: Verdict) -> None:
    """Write the worker's verdict; a file that was removed meanwhile is left alone. Needs the system scope.

    A verdict that says nothing new leaves no second record: a checker may be down for long, and is asked again and again.
    """
    changed = CaseFile.objects.filter(
        pk=row.pk, state__in=[CaseFile.State.RECEIVED, CaseFile.State.QUARANTINED]
    ).update(state=verdict.state, reason=verdict.reason, media_type=verdict.media_type)
    if changed and (row.state, row.reason) != (verdict.state, verdict.reason):
        trail.record(
            f"file.{verdict.state}", object_type="file", object_id=row.public_id, payload={"reason": verdict.reason}
        )


def files_recheck(*, most: int = 500) -> int:
    """Offer up to `most` files again that were held back because a checker failed; return how many.

    Needs the system scope. What still waits for its check is not offered twice.
    """
    waiting = OutboxEvent.objects.filter(
        topic=TOPIC_CHECK, state__in=[OutboxEvent.State.PENDING, OutboxEvent.State.LEASED]
    ).values_list("payload__file_id", flat=True)
    held = CaseFile.objects.filter(state=CaseFile.State.QUARANTINED, reason__in=FAILURES)
    # In no order: files that can never be read must not stand in the way of the others.
    offered = list(held.exclude(pk__in=list(waiting)).order_by("?").values_list("pk", "center_id")[:most])
    for pk, center_id in offered:
        outbox.put(TOPIC_CHECK, {"file_id": pk}, queue="feed", center_id=center_id)
    return len(offered)


def file_remove(*, case: Case, row: CaseFile, actor: Actor) -> None:
    """Take a file out of a draft, or a rejected one out of a filed case; evidence that was taken stays."""
    if case.state != State.DRAFT and row.state != CaseFile.State.REJECTED:
        raise Conflict(_("A file that has been filed stays with the case."))
    row.delete()
    bytes_erase(keys=[row.storage_key])
    trail.record("file.removed", object_type="file", object_id=row.public_id, center_id=case.center_id)


def bytes_erase(*, keys: Sequence[str]) -> None:
    """Have stored bytes erased once the running transaction has committed; their rows are gone by then."""
    if keys:
        outbox.put(TOPIC_ERASE, {"keys": list(keys)}, queue="feed")


def file_opened(*, row: CaseFile) -> None:
    """Write the access log before the bytes go out."""
    trail.record(
        "evidence.read",
        object_type="file",
        object_id=row.public_id,
        center_id=row.center_id,
        payload={"case": str(row.case.public_id), "sha256": row.sha256, "at": timezone.now().isoformat()},
    )
