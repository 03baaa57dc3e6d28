"""Time left by the forum's clock, and the calendar file."""

import datetime as dt

import icalendar
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.deadlines import countdown
from cases.deadlines.ics import REMIND_DAYS, Entry, calendar_file

YEARS = (dt.datetime(2020, 1, 2), dt.datetime(2040, 1, 1))  # noqa: DTZ001 - Hypothesis adds the zone
NOW = dt.datetime(2026, 3, 23, 1, 0, tzinfo=dt.UTC)  # 09:00 in Beijing, 21:00 of the 22nd in New York


def test_the_forum_counts_not_the_reader() -> None:
    """Due on the 23rd: one day left in New York while Beijing already has the 23rd."""
    due = dt.date(2026, 3, 23)
    assert countdown(due, "America/New_York", now=NOW).days == 1
    assert countdown(due, "Asia/Shanghai", now=NOW).days == 0
    assert countdown(due, "Pacific/Auckland", now=NOW).state == "today"


@settings(deadline=None)
@given(st.datetimes(*YEARS, timezones=st.just(dt.UTC)), st.integers(-400, 400))
def test_a_day_passes_once_a_day(now: dt.datetime, away: int) -> None:
    """24 hours earlier there is one more day left, in a zone without clock changes."""
    due = now.date() + dt.timedelta(days=away)
    assert countdown(due, now=now).days == away
    assert countdown(due, now=now - dt.timedelta(days=1)).days == away + 1


@pytest.mark.parametrize(
    ("days", "state", "zh", "en"),
    [
        (5, "soon", "剩 5 天", "5 days left"),
        (1, "soon", "剩 1 天", "1 day left"),
        (0, "today", "今天到期", "due today"),
        (-1, "overdue", "已逾期 1 天", "1 day overdue"),
        (-2, "overdue", "已逾期 2 天", "2 days overdue"),
        (8, "later", "剩 8 天", "8 days left"),
    ],
)
def test_words(days: int, state: str, zh: str, en: str) -> None:
    """State and wording in both languages."""
    left = countdown(NOW.date() + dt.timedelta(days=days), now=NOW)
    assert left.state == state
    with translation.override("zh-hans"):
        assert str(left) == zh
    with translation.override("en"):
        assert str(left) == en


def _entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "uid": "deadline-0190@portal.example",
        "day": dt.date(2026, 3, 23),
        "title": "答辩；Answer, served",
        "details": "FRCP 12(a)\nC:\\path; a, b " + "长" * 90,
        "updated": dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC),
        "timezone": "America/New_York",
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


def test_the_file_keeps_to_the_rules_of_the_format() -> None:
    """CRLF ends, lines of at most 75 octets, escaped text that reads back the same."""
    data = calendar_file([_entry()])
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(event["summary"]) == "答辩；Answer, served"
    assert "C:\\path; a, b " + "长" * 90 in str(event["description"])
    assert event.decoded("dtstart") == dt.date(2026, 3, 23)
    assert event.decoded("dtend") == dt.date(2026, 3, 24)
    assert event["dtstart"].params["VALUE"] == "DATE"


def test_reminders_come_before_the_day() -> None:
    """One alarm for each of the reminder days, at nine in the morning."""
    [event] = icalendar.Calendar.from_ical(calendar_file([_entry()])).walk("VEVENT")
    triggers = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert triggers == [dt.timedelta(days=-days, hours=9) for days in REMIND_DAYS]


def test_a_change_keeps_the_uid_and_a_cancelled_one_has_no_alarm() -> None:
    """The same event is moved or cancelled, not added again; the same input gives the same bytes."""
    assert calendar_file([_entry()]) == calendar_file([_entry()])
    data = calendar_file([_entry(sequence=2, cancelled=True)])
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(event["uid"]) == "deadline-0190@portal.example"
    assert event["sequence"] == 2
    assert str(event["status"]) == "CANCELLED"
    assert not event.walk("VALARM")


def test_a_line_break_in_a_title_adds_no_property() -> None:
    """Text from a user cannot smuggle in lines of its own."""
    data = calendar_file([_entry(title="x\r\nATTENDEE:mailto:a@example.com", place="y\nURL:http://a.example")])
    assert not [line for line in data.split(b"\r\n") if line.startswith((b"ATTENDEE", b"URL"))]
