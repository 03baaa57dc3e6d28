"""Events as calendar files (RFC 5545). UIDs are stable, so a later file moves or cancels the same entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration

PRODUCT = "-//Zhinan Portal//Events//ZH"


class Told(Protocol):
    """What a calendar is told of an event: a row of the table, or what somebody's own page shows."""

    @property
    def public_id(self) -> UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def ends_at(self) -> dt.datetime: ...
    @property
    def zone(self) -> str: ...
    @property
    def venue(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def sequence(self) -> int: ...
    @property
    def updated_at(self) -> dt.datetime: ...


def calendar_answer(entries: Iterable[tuple[Told, str]], *, name: str) -> HttpResponse:
    """Answer with a calendar of (event, where to join online or "")."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Events"))
    for event, joining in entries:
        calendar.add_component(_entry(event, joining))
    # The clocks of the zones that are named, so that programs without tables of their own understand them.
    calendar.add_missing_timezones()
    answer = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def _entry(event: Told, joining: str) -> Event:
    zone = ZoneInfo(event.zone)
    entry: Any = Event()
    entry.add("uid", f"event-{event.public_id}@{urlsplit(settings.PUBLIC_URL).hostname}")
    entry.add("dtstamp", event.updated_at.astimezone(dt.UTC))
    entry.add("last-modified", event.updated_at.astimezone(dt.UTC))
    entry.add("dtstart", event.starts_at.astimezone(zone))
    entry.add("dtend", event.ends_at.astimezone(zone))
    entry.add("summary", event.title)
    lines = [event.summary, f"{_('Join online')}{_(': ')}{joining}" if joining else ""]
    entry.add("description", "\n".join(line for line in lines if line))
    place = ", ".join(part for part in (event.venue, event.address) if part) or joining
    if place:
        entry.add("location", place)
    entry.add("url", settings.PUBLIC_URL + reverse("events:event", args=[event.public_id]))
    entry.add("sequence", event.sequence)
    cancelled = event.state == "cancelled"
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if not cancelled:
        alarm: Any = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.title)
        alarm.add("trigger", vDuration(-dt.timedelta(hours=2)))
        entry.add_component(alarm)
    result: Event = entry
    return result
