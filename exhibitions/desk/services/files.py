"""Photos, voice notes and papers of an incident: kept once, judged, never changed."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from exhibitions.desk.choices import MOST_BYTES, MOST_FILES, FileKind
from exhibitions.desk.models import Incident, IncidentFile
from exhibitions.desk.services.stamps import Stamp
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import clean_name
from portal.notices import outbox
from portal.policy.conflict import Conflict

TOPIC_CHECK = "desk.check_file"
BROKEN = "broken"


def file_add(
    *,
    incident: Incident,
    public_id: UUID,
    kind: str,
    caption: str,
    sha256: str,
    upload: UploadedFile[bytes],
    at: Stamp,
    actor: Actor,
) -> tuple[IncidentFile, bool]:
    """Keep a file under the id that the device gave it; return it, and whether it is new.

    `sha256` is what the device computed: bytes that arrived otherwise are refused. The same id and bytes again are the
    same file. Raises ValidationError by field, Conflict for a taken id.
    """  # fmt: skip
    if (known := IncidentFile.objects.filter(public_id=public_id, incident=incident).first()) is not None:
        if known.sha256 != sha256:
            raise Conflict(_("This entry bears the number of another one. Write it anew."))
        return known, False
    if kind not in FileKind.values:
        raise ValidationError({"kind": _("The app on this device is too old. Reload it while there is a network.")})
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(
            {"file": _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024}}
        )
    if IncidentFile.objects.filter(incident=incident).count() >= MOST_FILES:
        raise ValidationError({"file": _("An incident takes at most %(most)d files.") % {"most": MOST_FILES}})
    kept = keep(upload, f"desk/{incident.public_id}")
    if kept.sha256 != sha256:
        default_storage.delete(kept.storage_key)
        broken = ValidationError(_("The file did not arrive whole. It is sent again."), code=BROKEN)
        raise ValidationError({"file": broken})
    row = IncidentFile(
        public_id=public_id, incident=incident, center_id=incident.center_id, kind=kind, caption=caption[:200].strip(),
        name=clean_name(upload.name or ""), storage_key=kept.storage_key, size=kept.size, sha256=kept.sha256, sm3=kept.sm3,
        uploaded_by_id=actor.user_id, secrecy=IncidentFile.Secrecy.INTERNAL, device_at=at.device_at,
        clock_offset=at.clock_offset, taken_at=at.recorded_at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        default_storage.delete(kept.storage_key)
        raise Conflict(_("This entry bears the number of another one. Write it anew.")) from error
    outbox.put(TOPIC_CHECK, {"file_id": row.pk}, queue="feed", center_id=row.center_id)
    trail.record(
        "incident.file_added", object_type="incident", object_id=incident.public_id, center_id=row.center_id,
        payload={"sha256": row.sha256, "kind": incident.kind},
    )  # fmt: skip
    return row, True


def file_settle(*, row: IncidentFile, verdict: Verdict) -> None:
    """Write the worker's verdict. Needs the system scope."""
    open_states = [IncidentFile.State.RECEIVED, IncidentFile.State.QUARANTINED]
    waiting = IncidentFile.objects.select_for_update(of=("self",)).filter(pk=row.pk, state__in=open_states).first()
    if waiting is not None:
        waiting.state, waiting.reason, waiting.media_type = verdict.state, verdict.reason, verdict.media_type
        waiting.save(update_fields=["state", "reason", "media_type", "changed_at"])
