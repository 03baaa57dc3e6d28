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
from portal.notices import outbox
from portal.policy.conflict import Conflict

MAX_FILES_PER_CASE = 300
TOPIC_CHECK = "case_file.check"
TOPIC_ERASE = "case_file.erase"


def file_receive(
    *,
    case: Case,
    upload: UploadedFile,
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
    """Write the worker's verdict; a file that was removed meanwhile is left alone. Needs the system scope."""
    changed = CaseFile.objects.filter(
        pk=row.pk, state__in=[CaseFile.State.RECEIVED, CaseFile.State.QUARANTINED]
    ).update(state=verdict.state, reason=verdict.reason, media_type=verdict.media_type)
    if changed:
        trail.record(
            f"file.{verdict.state}", object_type="file", object_id=row.public_id, payload={"reason": verdict.reason}
        )


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
