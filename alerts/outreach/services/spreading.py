"""An edition goes out to the offices that want it, and its retraction to those that got it: once per office, all of them in
one statement. In the system scope.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.db import connection

from alerts.publishing.choices import Kind
from alerts.publishing.filters import matching_sql
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import address_of
from portal.notices import outbox

TOPIC = "outreach.spread"
TEMPLATE = "outreach/edition"
TEMPLATE_RETRACTION = "outreach/retraction"

# First half of the key of the advisory lock on an item: its events are spread one after the other.
LOCK = 20261124
# Who got an earlier edition hears of the new one, whatever the entry asks for today.
_TOLD = """exists (select from outreach_mailing m join publishing_edition x on x.id = m.edition_id
     where m.office_id = r.office_id and x.item_id = e.item_id and not m.is_retraction)"""
_NEW_EDITION = f"e.retracted_at is null and ({matching_sql('r', 'e')} or {_TOLD})"
_RETRACTION = f"e.retracted_at is not null and {_TOLD}"
# One event per office, because each mail carries the link that ends its own entry. What has been sent stands in
# outreach_mailing, whose key lets an event that runs twice send once.
_SPREAD = """with due as (
   insert into outreach_mailing (recipient_id, office_id, edition_id, is_retraction, event, outcome, trouble, created_at)
   select r.id, r.office_id, e.id, %(retraction)s, uuidv7(), '', '', now()
   from publishing_edition e
   join outreach_recipient r on r.state = 'released'
   join outreach_office o on o.id = r.office_id and o.is_active
   where e.id = %(edition)s and e.is_current and e.nation_wide and {whom}
   order by r.id
   on conflict (office_id, edition_id, is_retraction) do nothing returning recipient_id, event)
 insert into notices_outboxevent
   (id, topic, queue, payload, center_id, actor_id, state, attempts, available_at, last_error, created_at)
 select due.event, 'mail', 'bell', jsonb_build_object('template', %(template)s::text, 'to', jsonb_build_array(r.email),
   'language', r.language, 'leave', %(stop)s::text || r.key || '/',
   'context', %(context)s::jsonb || jsonb_build_object('stop', %(stop)s::text || r.key || '/')),
   null, null, 'pending', 0, now(), '', now()
 from due join outreach_recipient r on r.id = due.recipient_id"""


# A mail that was taken may come back days later (portal.notices.bounces).
_SETTLE = """update outreach_mailing m set outcome = d.state, trouble = left(d.last_error, 300), settled_at = d.updated_at
 from notices_delivery d
 where (m.outcome = '' and d.state in ('sent', 'failed', 'skipped') or m.outcome = 'sent' and d.state = 'failed')
   and m.created_at > now() - interval '184 days' and d.event_id = m.event and d.channel = 'email'"""


def follow(edition: Edition) -> None:
    """Have a new edition sent to the offices: called in the transaction that publishes. Chapters of guides are no news."""
    if _concerns(edition):
        outbox.put(TOPIC, {"edition_id": edition.pk})


def follow_retraction(edition: Edition) -> None:
    """Have the offices that got an item told that it was retracted: called in the transaction that retracts."""
    if _concerns(edition):
        outbox.put(TOPIC, {"edition_id": edition.pk, "retraction": True})


def _concerns(edition: Edition) -> bool:
    return edition.nation_wide and edition.kind != Kind.GUIDE


def edition_spread(*, edition_id: int, is_retraction: bool = False) -> int:
    """Write the mails of one edition, or of its retraction; return how many. Running twice sends once. Needs the system scope."""
    with connection.cursor() as cursor:
        # A retraction must see everybody to whom the edition goes out at this moment.
        cursor.execute(
            "select pg_advisory_xact_lock(%s, item_id::integer) from publishing_edition where id = %s",
            [LOCK, edition_id],
        )
    edition = Edition.objects.filter(pk=edition_id).first()
    if edition is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            _SPREAD.replace("{whom}", _RETRACTION if is_retraction else _NEW_EDITION),
            {
                "edition": edition.pk,
                "retraction": is_retraction,
                "template": TEMPLATE_RETRACTION if is_retraction else TEMPLATE,
                "context": json.dumps(_context(edition), ensure_ascii=False),
                "stop": f"{settings.PUBLIC_URL}/outreach/stop/",
            },
        )
        mails: int = cursor.rowcount
        cursor.execute("select pg_notify(%s, '')", [outbox.CHANNEL])
    return mails


def mailings_settle() -> int:
    """Take over what became of mails before the outbox forgets it; return of how many. Needs the system scope."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE)
        return int(cursor.rowcount)


def _context(edition: Edition) -> dict[str, object]:
    kind = Kind(edition.kind)
    return {
        "title": {"zh": edition.title_zh, "en": edition.title_en},
        "summary": {"zh": edition.summary_zh, "en": edition.summary_en},
        "kind": kind.value,
        "address": settings.PUBLIC_URL + address_of(edition.kind, edition.slug),
        "updated": edition.number > 1,
        "correction": {"zh": edition.correction_zh, "en": edition.correction_en},
        "reason": {"zh": edition.retraction_zh, "en": edition.retraction_en},
    }
