"""From one event to the people it concerns: notices under their bells, deliveries for their other channels. Set-based."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from portal.notices import outbox, registry, topics
from portal.notices.registry import Recipient, Work
from portal.tenancy import scope as scopes
from portal.tenancy.models import ADMIN_ROLES, NATIONAL_ROLES, Membership

# So many messages are one piece of work: a mail server that takes a second for each stays within the time limit.
CHUNK = 50

# A locked topic reaches everybody; otherwise an absent preference means yes. People who were deactivated get nothing, and no
# mail whoever was written to already (`mailed`).
_PEOPLE = """with people as (
   select r.user_id, r.seat,
     %(locked)s or coalesce(site.wanted, true) as on_site, not %(mailed)s and (%(locked)s or coalesce(mail.wanted, true)) as by_email
   from unnest(%(users)s::bigint[], %(seats)s::text[]) as r (user_id, seat)
   join accounts_user u on u.id = r.user_id and u.is_active
   left join notices_noticepreference site on site.user_id = u.id and site.topic = %(topic)s and site.channel = 'site'
   left join notices_noticepreference mail on mail.user_id = u.id and mail.topic = %(topic)s and mail.channel = 'email')"""
_NOTICES = (
    _PEOPLE  # noqa: S608 - two constants
    + """ insert into notices_notice (id, user_id, event_id, template, context, link, seat, created_at)
 select uuidv7(), user_id, %(event)s, %(template)s, %(context)s::jsonb, %(link)s, seat, now() from people where on_site
 on conflict (event_id, user_id) do nothing"""
)
_DELIVERIES = (
    _PEOPLE  # noqa: S608 - two constants
    + """ insert into notices_delivery (id, event_id, recipient, channel, state, attempts, provider_ref, last_error, updated_at)
 select uuidv7(), %(event)s, user_id::text, 'site', case when on_site then 'sent' else 'skipped' end, 0, '', '', now() from people
 union all
 select uuidv7(), %(event)s, user_id::text, 'email', case when by_email then 'queued' else 'skipped' end, 0, '', '', now() from people
 on conflict (event_id, recipient, channel) do nothing"""
)
_ADDRESSES = """insert into notices_delivery (id, event_id, recipient, channel, state, attempts, provider_ref, last_error, updated_at)
 select uuidv7(), %(event)s, address, 'email', 'queued', 0, '', '', now() from unnest(%(addresses)s::text[]) as address
 on conflict (event_id, recipient, channel) do nothing"""
# One statement whatever the number: a hundred thousand deliveries are two thousand pieces of work.
_PUT_CHUNKS = """insert into notices_outboxevent
 (id, topic, queue, payload, center_id, actor_id, state, attempts, available_at, last_error, created_at)
 select uuidv7(), 'notice.deliver', %(queue)s, jsonb_build_object('event', %(event)s::uuid, 'channel', %(channel)s::text,
   'deliveries', jsonb_agg(id order by id), 'about', %(about)s::text), %(center)s, %(actor)s, 'pending', 0, now(), '', now()
 from (select id, (row_number() over (order by id) - 1) / %(chunk)s as part from notices_delivery
       where event_id = %(event)s and channel = %(channel)s and state = 'queued') queued
 group by part order by part"""


def spread_notice(work: Work) -> None:
    """Write notices and deliveries of a `notice` event once per person, and put the sending into the outbox."""
    payload = work.payload
    topic = topics.topic_of(payload["template"])
    people = find_recipients(payload["recipients"])
    if not payload.get("include_actor"):
        people.pop(work.actor_id or 0, None)
    parameters = {
        "event": work.id,
        "users": list(people),
        "seats": list(people.values()),
        "topic": topic.code,
        "locked": topic.locked,
        "mailed": bool(payload.get("mailed")),
        "template": payload["template"],
        "context": json.dumps(payload["context"], ensure_ascii=False),
        "link": payload["link"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES, parameters)
        cursor.execute(_DELIVERIES, parameters)
    for channel in topics.CHANNELS[1:]:
        put_chunks(work.id, channel, about=payload["template"])


def address_mail(work: Work) -> list[UUID]:
    """Write the deliveries of a `mail` event once per address; return those that are not sent yet."""
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSES, {"event": work.id, "addresses": list(dict.fromkeys(work.payload["to"]))})
        cursor.execute(
            "select id from notices_delivery where event_id = %s and state in ('queued', 'sending') order by id",
            [work.id],
        )
        return [row[0] for row in cursor.fetchall()]


def find_recipients(recipients: Mapping[str, Any]) -> dict[int, str]:
    """Map user ids to the seat from which the link opens; a person named twice keeps the first seat."""
    people: dict[int, str] = {}
    for recipient in _named(recipients):
        people.setdefault(recipient.user_id, recipient.seat)
    return people


def _named(recipients: Mapping[str, Any]) -> Iterable[Recipient]:
    for user_id in recipients.get("users", ()):
        yield Recipient(user_id, recipients.get("seat", ""))
    if name := recipients.get("resolver"):
        yield from registry.resolver(name)(**recipients.get("arguments", {}))
    if roles := recipients.get("roles"):
        yield from role_holders(roles, recipients.get("role_center_id"))


def role_holders(roles: Sequence[str], center_id: int | None) -> Iterable[Recipient]:
    """Find everybody who holds one of `roles`, at one center or (None) anywhere."""
    held = Membership.objects.filter(role__in=roles, center__is_active=True).order_by("id")
    if center_id is not None:
        held = held.filter(center_id=center_id)
    for membership in held:
        yield Recipient(membership.user_id, seat_of(membership.role, membership.center_id))


def seat_of(role: str, center_id: int) -> str:
    """Give the key of the seat in which a role is held (portal.accounts.actors)."""
    if role == "expert":
        return "expert"
    kind = "national" if role in NATIONAL_ROLES else "admin" if role in ADMIN_ROLES else "center"
    return f"{kind}:{center_id}"


def put_chunks(event_id: UUID, channel: str, *, about: str, queue: registry.QueueName = "bell") -> int:
    """Put the sending of an event's queued deliveries into the outbox, in pieces of `CHUNK`; return how many pieces."""
    current = scopes.current()
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT_CHUNKS,
            {
                "event": event_id,
                "channel": channel,
                "about": about,
                "chunk": CHUNK,
                "queue": queue,
                "center": current.center_id,
                "actor": current.actor_id,
            },
        )
        pieces: int = cursor.rowcount
        cursor.execute("select pg_notify(%s, '')", [outbox.CHANNEL])
    return pieces
