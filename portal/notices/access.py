"""Gates: the object, or the same 404 whether it is somebody else's or nobody's."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from portal.accounts.actors import Actor
from portal.notices.models import Notice, OutboxEvent


def access_notice(actor: Actor, notice_id: UUID) -> Notice:
    """Fetch a notice of the acting person."""
    notice = Notice.objects.filter(pk=notice_id, user_id=actor.own_user_id).first()
    if notice is None:
        raise Http404
    return notice


def access_quarantined(actor: Actor, event_id: UUID) -> OutboxEvent:
    """Fetch an event that stands in quarantine, for the system administrator."""
    event = OutboxEvent.objects.filter(pk=event_id, state=OutboxEvent.State.QUARANTINED).first()
    if event is None or not actor.has("sysadmin"):
        raise Http404
    return event
