"""One mail to one subscriber: everything that was handed on under one event, and what became of it. In the system scope."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import connection

from alerts.publishing.addresses import address_of
from alerts.publishing.choices import Level
from alerts.subscriptions import links
from alerts.subscriptions.services.returning import MOST_REFUSALS, subscriber_stop
from alerts.subscriptions.services.spreading import TEMPLATE
from portal.notices.addressees import Parcel
from portal.notices.channels import Envelope, Refused, one_click

_STALE = """delete from subscriptions_portion p using subscriptions_dispatch d, publishing_edition e
 where p.subscriber_id = %(person)s and p.event = %(event)s and d.id = p.dispatch_id and e.id = d.edition_id
   and not d.is_retraction and (not e.is_current or e.retracted_at is not null)"""
_PERSON = """select s.address, coalesce(u.language, s.language), s.key::text, s.ended_at is not null or not coalesce(u.is_active, true)
 from subscriptions_subscriber s left join accounts_user u on u.id = s.user_id where s.id = %s"""
_ENTRIES = """select d.is_retraction, e.number, e.kind, e.slug, e.level, e.title_zh, e.title_en, e.summary_zh, e.summary_en,
   e.correction_zh, e.correction_en, e.retraction_zh, e.retraction_en, to_json(e.act_by)::text, to_json(e.effective_on)::text
 from subscriptions_portion p join subscriptions_dispatch d on d.id = p.dispatch_id join publishing_edition e on e.id = d.edition_id
 where p.subscriber_id = %(person)s and p.event = %(event)s
 order by array_position(%(levels)s::text[], e.level::text) desc nulls last, d.id"""
# That a server took the mail says nothing against a report that came back from behind it (services.returning).
_SENT = """update subscriptions_subscriber set hard_bounces = 0, refused_at = case when returned > 0 then refused_at end
 where id = %s and (hard_bounces > 0 or refused_at is not null)"""
_REFUSED = """update subscriptions_subscriber set hard_bounces = hard_bounces + 1, refused_at = coalesce(refused_at, now())
 where id = %s and ended_at is null returning hard_bounces + returned"""


def subscriber_address(parcel: Parcel) -> Envelope | str:
    """Write the envelope of a delivery, or say why nothing is sent: unsubscribed, or overtaken by a retraction."""
    values: dict[str, Any] = {"person": parcel.recipient, "event": parcel.event, "levels": Level.values}
    with connection.cursor() as cursor:
        cursor.execute(_PERSON, [parcel.recipient])
        person = cursor.fetchone()
        if person is None or person[3]:
            return "unsubscribed meanwhile"
        # What was retracted or rewritten since it was handed on does not travel any more.
        cursor.execute(_STALE, values)
        cursor.execute(_ENTRIES, values)
        entries = [_entry(row) for row in cursor.fetchall()]
    if not entries:
        return "overtaken by a later edition"
    address, language, key, _gone = person
    leave = links.address(links.LEAVE, key)
    first = entries[0]
    return Envelope(
        parcel.delivery,
        address,
        language,
        TEMPLATE,
        {
            "entries": entries,
            **{name: first[name] for name in ("what", "title", "level")},
            "others": len(entries) - 1,
            "manage_link": links.address(links.MANAGE, key),
            "leave_link": leave,
        },
        headers=one_click(leave),
    )


def _entry(row: tuple[Any, ...]) -> dict[str, Any]:
    retraction, number, kind, slug, level = row[:5]
    title, summary, correction, reason = ({"zh": zh, "en": en} for zh, en in zip(row[5:13:2], row[6:13:2], strict=True))
    act_by, effective_on = (json.loads(day) if day else None for day in row[13:])
    return {
        "what": "retracted" if retraction else "changed" if number > 1 else "new",
        "title": title,
        "summary": summary,
        "correction": correction,
        "reason": reason,
        "level": level,
        "kind": kind,
        "act_on": act_by,
        "effective_on": effective_on,
        "url": settings.PUBLIC_URL + address_of(kind, slug),
    }


def subscriber_settle(parcel: Parcel, refusal: Refused | None) -> None:
    """Remember what the mail server of the address said: the third refusal in a row ends the subscription."""
    with connection.cursor() as cursor:
        if refusal is None:
            cursor.execute(_SENT, [parcel.recipient])
            return
        if not refusal.is_address:
            return
        cursor.execute(_REFUSED, [parcel.recipient])
        row = cursor.fetchone()
    if row and row[0] >= MOST_REFUSALS:
        subscriber_stop(parcel.recipient)
