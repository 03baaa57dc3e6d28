"""Reads of the bell, the preferences and the quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.template import TemplateDoesNotExist
from django.utils.translation import get_language, gettext

from portal.accounts.actors import Actor
from portal.notices import topics, wording
from portal.notices.models import Delivery, Notice, NoticePreference, OutboxEvent

MOST_COUNTED = 100
PAGE = 25

_UNREAD = (
    "select count(*) from (select 1 from notices_notice where user_id = %s and read_at is null limit %s) as unread"
)


def unread_count(user_id: int) -> int:
    """Count a person's unread notices up to 100 (shown as 99+): one query on the index of unread notices."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [user_id, MOST_COUNTED])
        return int(cursor.fetchone()[0])


def unread(actor: Actor) -> int:
    """Count for the bell of the page's frame."""
    return unread_count(actor.user_id) if actor.user_id is not None else 0


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as its reader sees it."""

    notice: Notice
    words: str
    topic: str

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of the bell, newest first; `next` and `previous` are keys for `before` and `after`, None at the ends."""

    lines: Sequence[Line]
    next: UUID | None
    previous: UUID | None


def notice_page(
    user_id: int, *, unread_only: bool = False, before: UUID | None = None, after: UUID | None = None
) -> NoticePage:
    """Read one page of a person's notices by key (ids are UUIDv7, so they sort by time)."""
    rows = Notice.objects.filter(user_id=user_id)
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    if after is not None:
        found = list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])
        more_newer, found = len(found) > PAGE, found[:PAGE][::-1]
        more_older = True
    else:
        if before is not None:
            rows = rows.filter(id__lt=before)
        found = list(rows.order_by("-id")[: PAGE + 1])
        more_older, found = len(found) > PAGE, found[:PAGE]
        more_newer = before is not None
    language = get_language() or "zh-hans"
    lines = [_line(notice, language) for notice in found]
    return NoticePage(
        lines,
        found[-1].id if found and more_older else None,
        found[0].id if found and more_newer else None,
    )


def _line(notice: Notice, language: str) -> Line:
    try:
        topic = str(topics.topic_of(notice.template).label)
        return Line(notice, wording.subject(notice.template, notice.context, language), topic)
    except (LookupError, TemplateDoesNotExist):
        # A notice outlives the program that wrote it: one that nobody can word any more still leads to its page.
        return Line(notice, gettext("A notice of an earlier version of the portal"), "")


@dataclass(frozen=True, slots=True)
class Preference:
    """One cell of the preferences page."""

    topic: topics.Topic
    channel: str
    wanted: bool

    @property
    def name(self) -> str:
        return f"{self.topic.code}:{self.channel}"


def preferences(user_id: int, personas: frozenset[str]) -> list[list[Preference]]:
    """Give the rows of the preferences page of somebody with these personas: one list per topic, one cell per channel."""
    kept = {(row.topic, row.channel): row.wanted for row in NoticePreference.objects.filter(user_id=user_id)}
    return [
        [
            Preference(topic, channel, topic.locked or kept.get((topic.code, channel), True))
            for channel in topics.CHANNELS
        ]
        for topic in topics.topics_for(personas)
    ]


# -- quarantine ---------------------------------------------------------------------------------------------------

# What an administrator may see of a payload: names of templates and ids. Never texts, addresses or names.
_PLAIN_KEYS = frozenset({"template", "channel", "about", "link", "deliveries", "resolver", "language"})


def visible_payload(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a payload what identifies the work without showing its contents: ids, flags and names of templates."""
    seen: dict[str, Any] = {}
    for key, value in payload.items():
        if isinstance(value, Mapping):
            if key != "context" and (inner := visible_payload(value)):
                seen[key] = inner
        elif isinstance(value, bool | int) or key in _PLAIN_KEYS or key == "event" or _is_id(key, value):
            seen[key] = value
    return seen


def _is_id(key: str, value: Any) -> bool:
    if not isinstance(value, str) or not key.endswith("id"):
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def quarantine_page(*, before: UUID | None = None) -> tuple[list[OutboxEvent], UUID | None]:
    """List events in quarantine, newest first, and the key of the next page."""
    rows = OutboxEvent.objects.filter(state=OutboxEvent.State.QUARANTINED)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def deliveries_of(event: OutboxEvent) -> dict[str, int]:
    """Count an event's deliveries by state."""
    counts: dict[str, int] = {}
    for state in Delivery.objects.filter(event=event).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts
