"""Materials, the questions of a quiz, certificates."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.events.choices import MOST_MATERIALS, MOST_QUESTIONS, State
from exhibitions.events.models import Attempt, Event, Material, Question, SignUp
from exhibitions.events.services.events import TAG_SEATS, lock, record
from portal.accounts.actors import Actor
from portal.documents.intake.judge import Verdict
from portal.documents.intake.keep import keep
from portal.documents.intake.names import clean_name
from portal.notices import outbox
from portal.policy.conflict import Conflict
from portal.site import pagecache

TOPIC_CHECK = "events.check_file"


def material_add(*, event: Event, upload: UploadedFile[bytes], title: str, reader: str, actor: Actor) -> Material:
    """Keep a file with an event; it opens once it was found clean. Raises ValidationError for one that is not taken."""
    now = lock(event)
    if now.state == State.CANCELLED:
        raise Conflict(_("The event was cancelled."))
    if Material.objects.filter(event=now).count() >= MOST_MATERIALS:
        raise ValidationError({"file": _("An event takes at most %(most)d files.") % {"most": MOST_MATERIALS}})
    name = clean_name(upload.name or "")
    kept = keep(upload, f"events/{now.public_id}")
    row = Material(
        event=now, center_id=now.center_id, title=title or name, reader=reader, name=name, storage_key=kept.storage_key,
        size=kept.size, sha256=kept.sha256, sm3=kept.sm3, uploaded_by_id=actor.user_id,
    )  # fmt: skip
    row.full_clean(exclude=["event", "center", "uploaded_by"], validate_constraints=False)
    row.save()
    outbox.put(TOPIC_CHECK, {"file_id": row.pk}, queue="feed", center_id=now.center_id)
    record("material_added", now, sha256=row.sha256)
    return row


def material_remove(*, material: Material, actor: Actor) -> None:
    """Take a file away from its event, and erase its bytes once that is written down."""
    record("material_removed", material.event, sha256=material.sha256)
    Material.objects.filter(pk=material.pk).delete()
    transaction.on_commit(partial(default_storage.delete, material.storage_key))
    pagecache.touch(TAG_SEATS)


def material_settle(*, row: Material, verdict: Verdict) -> None:
    """Write the worker's verdict. Needs the system scope."""
    open_states = [Material.State.RECEIVED, Material.State.QUARANTINED]
    Material.objects.filter(pk=row.pk, state__in=open_states).update(
        state=verdict.state, reason=verdict.reason, media_type=verdict.media_type
    )
    pagecache.touch(TAG_SEATS)


@transaction.atomic
def question_keep(
    *, event: Event, question: Question | None, text: str, options: Sequence[str], right: int, actor: Actor
) -> Question:
    """Write a question. Raises Conflict once somebody took the quiz: the same questions for everybody. Locks the event."""
    now = _quiz(event)
    standing = Question.objects.filter(event=now)
    if question is None and standing.count() >= MOST_QUESTIONS:
        raise Conflict(_("A quiz has at most %(most)d questions.") % {"most": MOST_QUESTIONS})
    last = standing.order_by("-position").values_list("position", flat=True).first() or 0
    row = question or Question(event=now, center_id=now.center_id, position=last + 1)
    row.text, row.options, row.right = text, list(options), right
    row.full_clean(exclude=["event", "center"], validate_constraints=False)
    row.save()
    record("quiz_changed", now)
    return row


@transaction.atomic
def question_remove(*, question: Question, actor: Actor) -> None:
    """Take a question out. Raises Conflict once somebody took the quiz."""
    now = _quiz(question.event)
    Question.objects.filter(pk=question.pk).delete()
    record("quiz_changed", now)


def _quiz(event: Event) -> Event:
    now = lock(event)
    if Attempt.objects.filter(event=now).exists():
        raise Conflict(_("Somebody took the quiz already, so its questions stay as they are."))
    return now


def certificates_issue(*, event: Event, actor: Actor) -> int:
    """Have the certificates made of everybody who earned one and has none; return how many. Raises Conflict before the end."""
    if not event.gives_certificate:
        raise Conflict(_("This event gives no certificates."))
    if event.state == State.CANCELLED or event.ends_at > timezone.now():
        raise Conflict(_("Certificates are given once the event is over."))
    rows = SignUp.objects.filter(event=event, checked_in_at__isnull=False, certificate__isnull=True, erased_at=None)
    if event.pass_mark is not None:
        rows = rows.filter(Q(passed_at__isnull=False))
    issued = 0
    for signup in rows.order_by("id").values_list("pk", flat=True):
        with connection.cursor() as cursor:
            cursor.execute("select event_award(%s)", [signup])
            issued += cursor.fetchone()[0] is not None
    if issued:
        record("certificates_issued", event, count=issued)
    return issued
