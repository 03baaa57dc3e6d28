"""How the delivery of publications goes, in numbers. No address is read."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max
from django.utils import timezone

from alerts.subscriptions.models import Dispatch
from portal.keyset import Order, Page, page
from portal.notices.models import ReturnedMail

# So many days back the table of what came back by mail goes.
RETURNED_DAYS = 30
ORDER = Order("created_at", descending=True)


def dispatch_page(*, after: str = "", before: str = "") -> Page[Dispatch]:
    """Give one page of what was told to subscribers, newest first. One query."""
    rows = Dispatch.objects.select_related("edition").defer("edition__parts", "edition__sources")
    return page(rows, order=ORDER, after=after, before=before)


@dataclass(frozen=True)
class Figures:
    """One event of an item: how many people it went to, and how many of their mails stand where."""

    dispatch: Dispatch
    waiting: int
    queued: int
    sent: int
    failed: int
    skipped: int


def figures_of(item_id: int) -> Sequence[Figures]:
    """Count every event of an item, newest first."""
    found = []
    rows = Dispatch.objects.filter(edition__item_id=item_id).select_related("edition").order_by("-id")
    for dispatch in rows:
        with connection.cursor() as cursor:
            cursor.execute("select state, people from subscription_figures(%s)", [dispatch.pk])
            states = dict(cursor.fetchall())
        found.append(
            Figures(
                dispatch=dispatch,
                waiting=states.get("waiting", 0),
                queued=states.get("queued", 0) + states.get("sending", 0),
                sent=states.get("sent", 0),
                failed=states.get("failed", 0),
                skipped=states.get("skipped", 0),
            )
        )
    return found


def totals() -> Mapping[str, int]:
    """Count subscribers: people, unconfirmed, refused, ended_by_refusal, left."""
    with connection.cursor() as cursor:
        cursor.execute("select subscription_totals()::text")
        found: dict[str, int] = json.loads(cursor.fetchone()[0])
    return found


@dataclass(frozen=True)
class ReturnedRow:
    """Mails of one kind and code that were read in the last RETURNED_DAYS; `last` is when the latest was."""

    kind: ReturnedMail.Kind
    status: str
    mails: int
    last: datetime.datetime

    @property
    def changed(self) -> bool:
        """Whether a delivery was marked because of it."""
        return self.kind in ReturnedMail.FINAL


def returned_rows() -> list[ReturnedRow]:
    """Count what was read in the bounce mailbox by kind and code: what changed something first. One query."""
    since = timezone.now() - datetime.timedelta(days=RETURNED_DAYS)
    rows = (
        ReturnedMail.objects.filter(read_at__gte=since)
        .values("kind", "status")
        .annotate(mails=Count("id"), last=Max("read_at"))
    )
    order = list(ReturnedMail.Kind)
    found = [ReturnedRow(ReturnedMail.Kind(row["kind"]), row["status"], row["mails"], row["last"]) for row in rows]
    return sorted(found, key=lambda row: (order.index(row.kind), -row.mails, row.status))


def mailed_counts(items: Sequence[UUID]) -> dict[UUID, int]:
    """Count the mails to subscribers about each item (public id) that were delivered; retractions count for nothing. One query."""
    if not items:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select item, sent from subscription_mail_counts(%s::uuid[])", [[str(each) for each in items]])
        return dict(cursor.fetchall())
