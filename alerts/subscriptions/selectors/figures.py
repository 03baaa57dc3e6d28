"""How the delivery of publications goes, in numbers. No address is read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from alerts.subscriptions.models import Dispatch
from portal.keyset import Order, Page, page

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
