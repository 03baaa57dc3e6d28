"""What the register and the list of recipients show."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from alerts.outreach.models import Mailing, Office, Recipient
from alerts.publishing.filters import Wanted
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import current
from portal.notices.models import Delivery

_STATES = "select mailing, state, trouble, at from outreach_mail_states(%s)"
PREVIEW_DAYS = 90


@dataclass(frozen=True)
class Sent:
    """One mailing with what became of it."""

    mailing: Mailing
    state: str
    trouble: str
    at: datetime.datetime

    @property
    def state_label(self) -> str:
        """What became of it, in words."""
        return str(Delivery.State(self.state).label)


def filtered(offices: QuerySet[Office], *, kind: str = "", country: str = "", text: str = "") -> QuerySet[Office]:
    """Narrow offices by kind, country and words of their names."""
    if kind:
        offices = offices.filter(kind=kind)
    if country:
        offices = offices.filter(country=country)
    if text:
        offices = offices.filter(
            Q(name_zh__icontains=text)
            | Q(name_en__icontains=text)
            | Q(name_local__icontains=text)
            | Q(city__icontains=text)
        )
    return offices


def with_states(mailings: Sequence[Mailing]) -> list[Sent]:
    """Add to mailings what became of them. One query, for the nation."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [[row.pk for row in mailings]])
        states = {row[0]: row[1:] for row in cursor.fetchall()}
    return [Sent(row, *states.get(row.pk, ("queued", "", row.created_at))) for row in mailings]


def wanted_of(entry: Recipient) -> Wanted:
    """Give the filter of an entry."""
    return Wanted.read({name: getattr(entry, name) for name in Wanted.__dataclass_fields__})


def would_have_sent(wanted: Wanted, *, most: int = 20) -> list[Edition]:
    """List what went out in the last `PREVIEW_DAYS` that the filter wants, newest first."""
    since = timezone.now() - datetime.timedelta(days=PREVIEW_DAYS)
    rows = wanted.apply(current().filter(published_at__gte=since)).defer("parts", "sources")
    return list(rows.order_by("-published_at", "-id")[:most])
