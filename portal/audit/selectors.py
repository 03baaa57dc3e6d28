"""What the auditor reads. Everything here runs in the auditor's scope; no other may select from the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.audit import words
from portal.audit.models import AuditEntry, AuditSeal
from portal.tenancy.models import Center

PAGE = 50
MOST_PEOPLE = 200
# Entries are numbered a moment before they are committed, so near a bound the order of ids and of times may differ.
SLACK_IDS = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the auditor reads it."""

    entry: AuditEntry
    who: str
    words: str
    object: str
    center: str


def entries(filters: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    """Give the entries that match the cleaned data of a TrailFilter, in no order."""
    rows = AuditEntry.objects.all()
    for name in ("verb", "object_type", "object_id"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    if person := (filters.get("person") or "").strip():
        rows = rows.filter(actor_id__in=_people(person))
    if since := filters.get("since"):
        start = _midnight(since)
        rows = rows.filter(id__gt=_first_id(start) - SLACK_IDS, at__gte=start)
    if until := filters.get("until"):
        end = _midnight(until + dt.timedelta(days=1))
        rows = rows.filter(id__lt=_first_id(end) + SLACK_IDS, at__lt=end)
    return rows


def describe(found: Sequence[AuditEntry]) -> list[Line]:
    """Put entries into words: two queries, for the people and the centers."""
    people = {
        pk: f"{name} ({email})" if name else email
        for pk, name, email in User.objects.filter(pk__in=_ids(row.actor_id for row in found)).values_list(
            "pk", "name", "email"
        )
    }
    centers = {center.pk: center.name for center in Center.objects.filter(pk__in=_ids(row.center_id for row in found))}
    return [
        Line(
            row,
            people.get(row.actor_id, f"#{row.actor_id}") if row.actor_id is not None else "",
            words.sentence(row.verb, row.payload),
            f"{words.object_word(row.object_type)} {row.object_id}".strip(),
            centers.get(row.center_id, "") if row.center_id is not None else "",
        )
        for row in found
    ]


def _ids(values: Iterable[int | None]) -> set[int]:
    return {value for value in values if value is not None}


def _people(text: str) -> list[int]:
    found = User.objects.filter(Q(email__icontains=text) | Q(name__icontains=text))
    return list(found.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _first_id(moment: dt.datetime) -> int:
    """Find about the first id written at or after `moment`: some 30 look-ups on the primary key instead of an index on time."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(min(id), 0), coalesce(max(id), 0) + 1 from audit_auditentry")
        low, high = cursor.fetchone()
        while low < high:
            middle = (low + high) // 2
            cursor.execute("select at from audit_auditentry where id >= %s order by id limit 1", [middle])
            row = cursor.fetchone()
            if row is not None and row[0] < moment:
                low = middle + 1
            else:
                high = middle
    return int(low)


@dataclass(frozen=True, slots=True)
class ChainState:
    """Where the chain stands, and what the last verification said (None: there was none yet)."""

    sealed: int
    hash: str
    sealed_at: dt.datetime | None
    waiting: int
    verified: AuditEntry | None
    findings: Sequence[str]


def chain_state() -> ChainState:
    """Read the head of the chain, what waits to be sealed, and the last verification."""
    head = AuditSeal.objects.order_by("-position").first()
    verified = AuditEntry.objects.filter(verb="audit.verified").order_by("-id").first()
    details = verified.payload.get("details", []) if verified else []
    return ChainState(
        sealed=head.position if head else 0,
        hash=head.hash if head else "",
        sealed_at=head.sealed_at if head else None,
        waiting=_waiting(head),
        verified=verified,
        findings=[words.finding_of(found) for found in details],
    )


def _waiting(head: AuditSeal | None) -> int:
    """Count entries without a seal near the head; a verification counts them all."""
    near = AuditEntry.objects.filter(seal__isnull=True)
    if head is not None:
        near = near.filter(pk__gt=head.entry_id - SLACK_IDS)
    return near.count()
