"""Send the queued deliveries of an event: each is marked before and after, so a crash repeats at most the one in hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.urls import reverse

from portal.notices import addressees
from portal.notices.channels import Channel, Envelope, Refused, one_click, open_channel
from portal.notices.registry import Later, Work
from portal.notices.work import describe
from portal.tenancy import scope as scopes
from portal.tenancy.scope import system

# `sending` is taken again: the worker that set it died before it knew, and the message id will be the same.
_TAKE = """update notices_delivery d set state = 'sending', attempts = d.attempts + 1, updated_at = now()
 where d.id = %s and d.state in ('queued', 'sending')
 returning d.event_id, d.recipient"""
_MARK = """update notices_delivery set state = %s, provider_ref = %s, last_error = %s, updated_at = now()
 where id = %s and state = 'sending'"""
_PERSON = """select u.email, u.language, u.is_active, n.id, e.payload ->> 'link'
 from accounts_user u join notices_outboxevent e on e.id = %(event)s
 left join notices_notice n on n.event_id = e.id and n.user_id = u.id where u.id = %(user)s"""
_EVENT = "select payload ->> 'template', (payload -> 'context')::text from notices_outboxevent where id = %s"


def deliver(work: Work, channel_code: str, deliveries: Sequence[UUID]) -> None:
    """Send what is not sent yet. A refused address is noted; a message that cannot be written spares the others.

    Raises Later at once when the provider is out of reach, any other error after the last delivery. Runs outside any
    transaction.
    """
    channel = open_channel(channel_code)
    trouble: Exception | None = None
    try:
        for delivery_id in deliveries:
            if work.lost():
                return
            try:
                _send_one(channel, delivery_id, work)
            except Later:
                raise
            except Exception as error:
                trouble = trouble or error
    finally:
        channel.close()
    if trouble is not None:
        raise trouble


Settle = Callable[[Refused | None], None]


def _send_one(channel: Channel, delivery_id: UUID, work: Work) -> None:
    with scopes.enter(system()):
        envelope, settle = _open(delivery_id, work)
    if envelope is None:
        return
    refusal: Refused | None = None
    try:
        state, reference, trouble = "sent", channel.send(envelope), ""
    except Refused as refused:
        state, reference, trouble, refusal = "failed", "", f"refused with {refused.code}", refused
    except Exception as error:
        with scopes.enter(system()):
            _mark(delivery_id, "queued", "", describe(error))
        raise
    with scopes.enter(system()):
        if _mark(delivery_id, state, reference, trouble) and settle is not None:
            settle(refusal)


def _open(delivery_id: UUID, work: Work) -> tuple[Envelope | None, Settle | None]:
    """Mark a delivery as being sent and address its envelope; None when it is sent already or nobody is there.

    With it comes who wants to hear the outcome, if anybody does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [delivery_id])
        taken = cursor.fetchone()
        if taken is None:
            return None, None
        event_id, recipient = taken
        if event_id == work.id:
            return _to_address(delivery_id, recipient, work.payload), None
        kind = addressees.find(recipient)
        if kind is None:
            return _to_person(cursor, delivery_id, event_id, int(recipient)), None
    who, identity = kind
    parcel = addressees.Parcel(delivery_id, event_id, identity)
    envelope = who.address(parcel)
    if isinstance(envelope, str):
        _mark(delivery_id, "skipped", "", envelope)
        return None, None
    return envelope, lambda refusal: who.settle(parcel, refusal)


def _to_address(delivery_id: UUID, address: str, payload: Mapping[str, Any]) -> Envelope:
    leave = payload.get("leave")
    return Envelope(
        delivery_id,
        address,
        payload["language"],
        payload["template"],
        payload["context"],
        headers=one_click(leave) if leave else {},
    )


def _to_person(cursor: Any, delivery_id: UUID, event_id: UUID, user_id: int) -> Envelope | None:
    cursor.execute(_EVENT, [event_id])
    template, context = cursor.fetchone()
    context = json.loads(context)
    cursor.execute(_PERSON, {"event": event_id, "user": user_id})
    person = cursor.fetchone()
    if person is None or not person[2]:
        _mark(delivery_id, "skipped", "", "the account was closed")
        return None
    address, language, _active, notice_id, link = person
    # By way of the bell where there is one, so that the link marks it read and opens in the right seat.
    path = reverse("notices:open", args=[notice_id]) if notice_id else link
    return Envelope(
        delivery_id,
        address,
        language,
        template,
        context,
        link=settings.PUBLIC_URL + path,
        settings_link=settings.PUBLIC_URL + reverse("notices:preferences"),
    )


def _mark(delivery_id: UUID, state: str, reference: str, trouble: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [state, reference, trouble, delivery_id])
        return bool(cursor.rowcount)
