"""What a filter would have brought last month."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from alerts.publishing.choices import Level
from alerts.publishing.models import Edition
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import Frequency
from alerts.subscriptions.pages_of import page_of
from alerts.subscriptions.services.people import Hours
from alerts.subscriptions.timing import due_sql, local_sql

DAYS = 30
# More than this in a month is said, not listed.
MOST = 100
_DUE = due_sql(
    "s", local=local_sql("s", "e.published_at"), moment="e.published_at", pace="%(pace)s", urgent="e.level = %(urgent)s"
)
_STATEMENT = f"""select e.id, {_DUE} from publishing_edition e cross join (select %(time_zone)s::text as time_zone,
   %(quiet_from)s::int as quiet_from, %(quiet_to)s::int as quiet_to, %(digest_hour)s::int as digest_hour,
   %(digest_weekday)s::int as digest_weekday) s
 where e.id = any(%(editions)s)"""  # noqa: S608 - our own words


@dataclass(frozen=True)
class Mail:
    """One mail of the past month: its moment on the person's clock, and what stood in it (edition, path)."""

    at: datetime.datetime
    entries: Sequence[tuple[Edition, str]]


@dataclass(frozen=True)
class Preview:
    """`count` publications would have come in `mails`, newest first; the list ends at `MOST`."""

    count: int
    mails: Sequence[Mail]
    listed: int


def preview(wanted: Asked, frequency: str, hours: Hours) -> Preview:
    """Compute what a filter would have brought in the last 30 days. Three queries."""
    since = timezone.now() - datetime.timedelta(days=DAYS)
    published = wanted.published().filter(published_at__gte=since)
    retracted = Edition.objects.filter(retracted_at__isnull=False, is_current=True).values("item_id")
    rows = published.exclude(item_id__in=retracted).defer("parts", "sources")
    newest = {row.pk: row for row in rows.order_by("-published_at", "-id")[: MOST + 1]}
    count = len(newest) if len(newest) <= MOST else rows.count()
    listed = dict(list(newest.items())[:MOST])
    mails: dict[datetime.datetime, list[Edition]] = {}
    zone = ZoneInfo(hours.time_zone)
    for pk, due in _dues(list(listed), frequency, hours):
        mails.setdefault(due.astimezone(zone), []).append(listed[pk])
    return Preview(
        count=count,
        mails=[
            Mail(at, [(row, page_of(row.kind, row.slug) or "") for row in entries])
            for at, entries in sorted(mails.items(), reverse=True)
        ],
        listed=len(listed),
    )


def _dues(editions: list[int], frequency: str, hours: Hours) -> list[tuple[int, datetime.datetime]]:
    values = vars(hours) | {
        "editions": editions,
        "pace": Frequency.values.index(frequency) + 1,
        "urgent": Level.URGENT.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        return list(cursor.fetchall())
