"""Deadlines as a calendar file (RFC 5545) that any calendar program can take or subscribe to.

Each deadline is an all-day event on the forum's day with reminders before it. UIDs are stable, so a later
export moves or cancels the same event instead of adding another.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDuration

PRODUCT = "-//Zhinan Portal//Deadlines//ZH"
#: Reminders: days before the due day, at 09:00 of the reader's own clock.
REMIND_DAYS = (14, 7, 3, 1)
_REMIND_HOUR = 9


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline to write.

    `uid` is unique and stable ("deadline-<uuid>@host"), `updated` an aware moment that moves on every change,
    `sequence` the number of changes so far.
    """

    uid: str
    day: dt.date
    title: str
    details: str
    updated: dt.datetime
    timezone: str
    place: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar_file(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """Return the .ics bytes: UTF-8, CRLF, lines folded at 75 octets, text escaped."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name or _("Deadlines"))
    for entry in entries:
        calendar.add_component(_event(entry))
    data: bytes = calendar.to_ical()
    return data


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.updated.astimezone(dt.UTC))
    event.add("last-modified", entry.updated.astimezone(dt.UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("summary", entry.title)
    zone_line = _("Last day by the forum's clock (%(zone)s).") % {"zone": entry.timezone}
    prevails = _("The date stated in the document from the court or office prevails.")
    event.add("description", "\n".join(part for part in (entry.details, zone_line, prevails) if part))
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", entry.url)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    # A deadline does not make the day busy.
    event.add("transp", "TRANSPARENT")
    if not entry.cancelled:
        for days in REMIND_DAYS:
            event.add_component(_alarm(entry.title, days))
    return event


def _alarm(title: str, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", vDuration(-dt.timedelta(days=days) + dt.timedelta(hours=_REMIND_HOUR)))
    return alarm
