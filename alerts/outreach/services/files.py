"""Files of a contact: kept, judged, never changed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from alerts.outreach.choices import MOST_FILES
from alerts.outreach.models import Contact, ContactFile
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import clean_name
from portal.notices import outbox

TOPIC_CHECK = "outreach.check_file"


def file_add(*, contact: Contact, upload: UploadedFile[bytes], actor: Actor) -> ContactFile:
    """Keep a file with a contact; it opens once it was found clean. Raises ValidationError for one that is not taken."""
    now = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if ContactFile.objects.filter(contact=now).count() >= MOST_FILES:
        raise ValidationError({"file": _("A contact takes at most %(most)d files.") % {"most": MOST_FILES}})
    kept = keep(upload, f"outreach/{now.public_id}")
    row = ContactFile(
        contact=now, center_id=now.center_id, name=clean_name(upload.name or ""), storage_key=kept.storage_key,
        size=kept.size, sha256=kept.sha256, sm3=kept.sm3, uploaded_by_id=actor.user_id,
        secrecy=ContactFile.Secrecy.INTERNAL,
    )  # fmt: skip
    row.full_clean(exclude=["contact", "center", "uploaded_by"], validate_constraints=False)
    row.save()
    outbox.put(TOPIC_CHECK, {"file_id": row.pk}, queue="feed", center_id=now.center_id)
    trail.record(
        "contact.file_added", object_type="contact", object_id=now.public_id, center_id=now.center_id,
        payload={"sha256": row.sha256, "title": now.topic},
    )  # fmt: skip
    return row


def file_settle(*, row: ContactFile, verdict: Verdict) -> None:
    """Write the worker's verdict. Needs the system scope."""
    open_states = [ContactFile.State.RECEIVED, ContactFile.State.QUARANTINED]
    ContactFile.objects.filter(pk=row.pk, state__in=open_states).update(
        state=verdict.state, reason=verdict.reason, media_type=verdict.media_type
    )
