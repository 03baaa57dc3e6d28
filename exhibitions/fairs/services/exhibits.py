"""What a firm shows and the rights it has: written by the firm or by its center, while the delegation is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import access
from exhibitions.fairs.choices import MOST_DOCUMENTS, MOST_EXHIBITS, MOST_PICTURES, MOST_RIGHTS, PICTURES
from exhibitions.fairs.models import Exhibit, ExhibitPicture, OwnRight, Participant, RightCover, RightDocument
from exhibitions.fairs.services.versions import version_match
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import clean_name
from portal.documents.models import StoredFile
from portal.notices import outbox
from portal.policy.conflict import Conflict

TOPIC_CHECK = "fairs.check_file"
_BOUND = ["participant", "center", "created_by", "exhibit", "right", "uploaded_by"]


def exhibit_keep(*, exhibit: Exhibit, participant: Participant, actor: Actor, seen: int | None = None) -> Exhibit:
    """Save a new or changed exhibit. Raises ValidationError `stale`, Conflict when the participant may not change."""
    now = _open(participant, actor)
    if exhibit._state.adding:
        if Exhibit.objects.filter(participant=now).count() >= MOST_EXHIBITS:
            raise Conflict(_("A firm takes at most %(most)d products to a fair.") % {"most": MOST_EXHIBITS})
        exhibit.created_by_id = actor.own_user_id
        what = "exhibit_added"
    else:
        version_match(Exhibit.objects.get(pk=exhibit.pk), seen)
        exhibit.row_version += 1
        what = "exhibit_changed"
    exhibit.participant, exhibit.center_id = now, now.center_id
    exhibit.full_clean(exclude=_BOUND, validate_constraints=False)
    exhibit.save()
    _record(what, now, exhibit.name)
    return exhibit


def exhibit_move(*, exhibit: Exhibit, participant: Participant, out: bool, actor: Actor) -> Exhibit:
    """Take an exhibit out of what is shown, or back in; it stays on record."""
    now = _open(participant, actor)
    taken = timezone.now() if out else None
    Exhibit.objects.filter(pk=exhibit.pk, taken_out_at__isnull=out).update(
        taken_out_at=taken, row_version=exhibit.row_version + 1
    )
    _record("exhibit_out" if out else "exhibit_back", now, exhibit.name)
    return exhibit


def picture_add(
    *, exhibit: Exhibit, participant: Participant, upload: UploadedFile[bytes], alt: str, actor: Actor
) -> ExhibitPicture:
    """Keep a picture of an exhibit; it shows once it was found clean and a picture. Raises ValidationError."""
    now = _open(participant, actor)
    if ExhibitPicture.objects.filter(exhibit=exhibit).count() >= MOST_PICTURES:
        raise ValidationError({"file": _("A product takes at most %(most)d pictures.") % {"most": MOST_PICTURES}})
    row = ExhibitPicture(exhibit=exhibit, alt=alt)
    _keep(row, now, upload, actor)
    outbox.put(TOPIC_CHECK, {"picture_id": row.pk}, queue="feed", center_id=now.center_id)
    _record("picture_added", now, exhibit.name, sha256=row.sha256)
    return row


def right_keep(
    *, right: OwnRight, covers: Collection[int], participant: Participant, actor: Actor, seen: int | None = None
) -> OwnRight:
    """Save a right of the firm with the exhibits (`covers`, ids) that it covers. Raises ValidationError, Conflict."""
    now = _open(participant, actor)
    what = "right_added" if right._state.adding else "right_changed"
    if right._state.adding:
        if OwnRight.objects.filter(participant=now).count() >= MOST_RIGHTS:
            raise Conflict(_("A firm takes at most %(most)d rights to a fair.") % {"most": MOST_RIGHTS})
    else:
        version_match(OwnRight.objects.get(pk=right.pk), seen)
        right.row_version += 1
    right.participant, right.center_id = now, now.center_id
    same = OwnRight.objects.filter(participant=now, kind=right.kind, country=right.country, number=right.number)
    if same.exclude(pk=right.pk).exists():
        raise ValidationError({"number": _("This right is on the list already.")})
    right.full_clean(exclude=_BOUND, validate_constraints=False)
    right.save()
    known = set(Exhibit.objects.filter(participant=now, pk__in=covers).values_list("pk", flat=True))
    before = set(RightCover.objects.filter(right=right).values_list("exhibit_id", flat=True))
    RightCover.objects.filter(right=right, exhibit_id__in=before - known).delete()
    RightCover.objects.bulk_create(
        RightCover(right=right, exhibit_id=pk, participant=now, center_id=now.center_id)
        for pk in sorted(known - before)
    )
    _record(what, now, right.title)
    return right


def right_remove(*, right: OwnRight, participant: Participant, actor: Actor) -> None:
    """Delete a right with its documents."""
    now = _open(participant, actor)
    _forget(RightDocument.objects.filter(right=right).values_list("storage_key", flat=True))
    _record("right_removed", now, right.title)
    right.delete()


def document_add(
    *, right: OwnRight, participant: Participant, upload: UploadedFile[bytes], title: str, actor: Actor
) -> RightDocument:
    """Keep a document that proves a right; it opens once it was found clean. Raises ValidationError."""
    now = _open(participant, actor)
    if RightDocument.objects.filter(right=right).count() >= MOST_DOCUMENTS:
        raise ValidationError({"file": _("A right takes at most %(most)d documents.") % {"most": MOST_DOCUMENTS}})
    row = RightDocument(right=right, title=title)
    _keep(row, now, upload, actor)
    outbox.put(TOPIC_CHECK, {"document_id": row.pk}, queue="feed", center_id=now.center_id)
    _record("document_added", now, right.title, sha256=row.sha256)
    return row


def file_remove(*, row: ExhibitPicture | RightDocument, participant: Participant, actor: Actor) -> None:
    """Delete a picture or a document with its bytes."""
    now = _open(participant, actor)
    _forget([row.storage_key])
    _record("file_removed", now, row.name)
    row.delete()


def file_settle(*, row: ExhibitPicture | RightDocument, verdict: Verdict) -> None:
    """Write the worker's verdict; what is no picture is no picture of an exhibit. Needs the system scope."""
    if isinstance(row, ExhibitPicture) and verdict.state == "clean" and verdict.media_type not in PICTURES:
        verdict = Verdict("rejected", "no_picture", verdict.media_type)
    open_states = [StoredFile.State.RECEIVED, StoredFile.State.QUARANTINED]
    type(row)._default_manager.filter(pk=row.pk, state__in=open_states).update(
        state=verdict.state, reason=verdict.reason, media_type=verdict.media_type
    )


def _keep(row: ExhibitPicture | RightDocument, now: Participant, upload: UploadedFile[bytes], actor: Actor) -> None:
    kept = keep(upload, f"fairs/{now.public_id}")
    row.participant, row.center_id = now, now.center_id
    row.name, row.storage_key, row.size = clean_name(upload.name or ""), kept.storage_key, kept.size
    row.sha256, row.sm3, row.uploaded_by_id = kept.sha256, kept.sm3, actor.user_id
    row.full_clean(exclude=_BOUND, validate_constraints=False)
    row.save()


def _forget(keys: Sequence[str] | Collection[str]) -> None:
    for key in list(keys):
        transaction.on_commit(lambda key=key: default_storage.delete(key))  # type: ignore[misc]


def _open(participant: Participant, actor: Actor) -> Participant:
    """Lock a participant whom `actor` may still change; it orders all writes below it."""
    now = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("delegation")
        .filter(pk=participant.pk)
        .first()
    )
    if now is None or not access.may_edit(actor, now):
        raise Conflict(_("The delegation is closed, or the firm is not in it any more; nothing can be changed."))
    return now


def _record(what: str, participant: Participant, title: str, **facts: object) -> None:
    trail.record(
        f"participant.{what}", object_type="participant", object_id=participant.public_id,
        center_id=participant.center_id, payload={"title": f"{participant.name}：{title}", **facts},
    )  # fmt: skip
