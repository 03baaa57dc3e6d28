"""The log of contacts, narrowed."""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet

from alerts.outreach.models import Contact


def filtered(
    contacts: QuerySet[Contact], *, country: str = "", means: str = "", text: str = "", follow: str = "",
    since: datetime.date | None = None, until: datetime.date | None = None, today: datetime.date,
) -> QuerySet[Contact]:  # fmt: skip
    """Narrow contacts; `follow` is "open" (something is left to do) or "late" (and was due before `today`)."""
    if country:
        contacts = contacts.filter(office__country=country)
    if means:
        contacts = contacts.filter(means=means)
    if text:
        words = ("topic", "office__name_zh", "office__name_en", "agreement")
        wanted = Q()
        for name in words:
            wanted |= Q(**{f"{name}__icontains": text})
        contacts = contacts.filter(wanted)
    if since:
        contacts = contacts.filter(day__gte=since)
    if until:
        contacts = contacts.filter(day__lte=until)
    if follow:
        contacts = contacts.filter(follow_up_on__isnull=False, done_on__isnull=True)
    if follow == "late":
        contacts = contacts.filter(follow_up_on__lt=today)
    return contacts
