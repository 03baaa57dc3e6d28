"""Pictures and files of an item: kept, judged, never changed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from alerts.publishing.choices import State
from alerts.publishing.models import Attachment, Item
from alerts.publishing.services.steps import latest, lock
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import clean_name
from portal.notices import outbox
from portal.policy.conflict import Conflict

TOPIC_CHECK = "publishing.check_file"
MOST = 20
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})


def attachment_add(*, item: Item, upload: UploadedFile[bytes], alt_zh: str, alt_en: str, actor: Actor) -> Attachment:
    """Keep a picture or file and put it into the text in hand; it shows once it was found clean.

    Raises ValidationError for an empty, too large or surplus file, Conflict when the text is closed.
    """
    now = lock(item)
    revision = latest(now)
    if now.state != State.DRAFT:
        raise Conflict(_("This text is closed. Take it back or begin a new version to change it."))
    if len(revision.attachments) >= MOST:
        raise ValidationError({"file": _("A text takes at most %(most)d files.") % {"most": MOST}})
    kept = keep(upload, f"publishing/{now.public_id}")
    row = Attachment(
        item=now,
        center_id=now.center_id,
        name=clean_name(upload.name or ""),
        storage_key=kept.storage_key,
        size=kept.size,
        sha256=kept.sha256,
        sm3=kept.sm3,
        alt_zh=alt_zh,
        alt_en=alt_en,
        uploaded_by_id=actor.user_id,
    )
    row.full_clean(exclude=["item", "center", "uploaded_by"], validate_constraints=False)
    row.save()
    revision.attachments = [*revision.attachments, row.pk]
    revision.save(update_fields=["attachments", "saved_at"])
    outbox.put(TOPIC_CHECK, {"attachment_id": row.pk}, queue="feed", center_id=now.center_id)
    trail.record(
        "attachment.added", object_type="attachment", object_id=row.public_id, center_id=now.center_id,
        payload={"sha256": row.sha256, "item": str(now.public_id)},
    )  # fmt: skip
    return row


def attachment_remove(*, item: Item, row: Attachment, actor: Actor) -> None:
    """Take a file out of the text in hand; earlier versions keep it."""
    now = lock(item)
    revision = latest(now)
    if now.state != State.DRAFT:
        raise Conflict(_("This text is closed. Take it back or begin a new version to change it."))
    revision.attachments = [pk for pk in revision.attachments if pk != row.pk]
    revision.save(update_fields=["attachments", "saved_at"])
    trail.record(
        "attachment.removed", object_type="attachment", object_id=row.public_id, center_id=now.center_id,
        payload={"item": str(now.public_id)},
    )  # fmt: skip


def attachment_settle(*, row: Attachment, verdict: Verdict) -> None:
    """Write the worker's verdict. Needs the system scope."""
    Attachment.objects.filter(pk=row.pk, state__in=[Attachment.State.RECEIVED, Attachment.State.QUARANTINED]).update(
        state=verdict.state,
        reason=verdict.reason,
        media_type=verdict.media_type,
        is_picture=verdict.media_type in PICTURES,
    )
