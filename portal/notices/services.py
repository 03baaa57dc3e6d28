"""What people do with their notices, and what the system administrator does with the quarantine."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.notices import topics
from portal.notices.models import Notice, NoticePreference, OutboxEvent
from portal.notices.outbox import CHANNEL
from portal.policy.conflict import Conflict


def notice_mark_read(*, notice: Notice) -> None:
    """Mark one notice read; the moment of the first reading stays."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def notices_mark_all_read(*, user_id: int) -> int:
    """Mark all of a person's notices read; return how many were not."""
    return Notice.objects.filter(user_id=user_id, read_at__isnull=True).update(read_at=timezone.now())


def preferences_save(*, user_id: int, personas: frozenset[str], wanted: Collection[str]) -> None:
    """Keep which channels a person wants: `wanted` lists `topic:channel`; what is locked or unknown is passed over."""
    for topic in topics.topics_for(personas):
        if topic.locked:
            continue
        for channel in topics.CHANNELS:
            NoticePreference.objects.update_or_create(
                user_id=user_id,
                topic=topic.code,
                channel=channel,
                defaults={"wanted": f"{topic.code}:{channel}" in wanted},
            )


def event_requeue(*, event_id: UUID) -> None:
    """Offer an event in quarantine again, with all its attempts. Locks the event; raises Conflict when it left already."""
    event = _locked(event_id)
    OutboxEvent.objects.filter(pk=event.pk).update(
        state=OutboxEvent.State.PENDING, attempts=0, available_at=timezone.now(), lease_until=None
    )
    trail.record("outbox.requeued", object_type="event", object_id=event.pk, payload={"topic": event.topic})
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])


def event_discard(*, event_id: UUID, reason: str) -> None:
    """Give an event in quarantine up for good and empty its payload. Locks the event.

    Raises ValidationError without a reason and Conflict when the event left the quarantine already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this work will not be done.")})
    event = _locked(event_id)
    OutboxEvent.objects.filter(pk=event.pk).update(
        state=OutboxEvent.State.DISCARDED, payload={"forgotten": True}, done_at=timezone.now(), lease_until=None
    )
    trail.record(
        "outbox.discarded",
        object_type="event",
        object_id=event.pk,
        payload={"topic": event.topic, "reason": reason.strip()},
    )


def _locked(event_id: UUID) -> OutboxEvent:
    event = OutboxEvent.objects.select_for_update().filter(pk=event_id, state=OutboxEvent.State.QUARANTINED).first()
    if event is None:
        raise Conflict(_("This work has left the quarantine in the meantime."))
    return event
