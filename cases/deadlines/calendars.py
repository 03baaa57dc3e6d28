"""Closed days of a forum: weekends, public holidays, closures.

Holidays come from the `holidays` library; what it lacks is listed in `data/calendars.json`. When unsure be
early: an unlisted holiday gives an earlier, safe date, a wrongly added one a late, fatal date. So days the library
marks as estimated (moon sightings) are left out, and a rule whose seat is not known skips weekends only.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import holidays
from dateutil.easter import easter

from cases.deadlines.rules import Rule
from cases.deadlines.seats import Seat, seats_of_kind
from portal.reference.text import load_data, pick

#: The years the calendars are trusted for; outside them a date is refused.
FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2090, 12, 31)

#: Years for which the library has all of a country's movable holidays, where that is less than it claims.
_FULLY_KNOWN = {"IN": (2001, 2035)}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days a forum is closed. `weekend` counts Monday as 0."""

    id: str
    zh: str
    en: str
    weekend: frozenset[int]
    country: str | None
    subdiv: str | None
    market: str | None
    easter: tuple[int, ...]  # days from Easter Sunday
    fixed: frozenset[str]  # MM-DD
    inauguration_day: bool
    closed: frozenset[dt.date]
    seat: str | None
    note_zh: str
    note_en: str

    def name(self, language: str | None = None) -> str:
        """Return what the calendar is."""
        return pick(self.zh, self.en, language)

    def note(self, language: str | None = None) -> str:
        """Return what the calendar leaves out; may be ""."""
        return pick(self.note_zh, self.note_en, language)

    def is_weekend(self, day: dt.date) -> bool:
        """Tell whether the day is of the weekly rest."""
        return day.weekday() in self.weekend

    def is_closed(self, day: dt.date, seat: Seat | None = None) -> bool:
        """Tell whether the forum is closed on a day, at a seat where the calendar needs one."""
        return self.is_weekend(day) or day in _closed_days(self.id, seat.code if seat else "", day.year)

    def next_open(self, day: dt.date, seat: Seat | None = None) -> dt.date:
        """Return the day itself when open, else the first open day after it."""
        while self.is_closed(day, seat):
            day += dt.timedelta(days=1)
        return day


def _calendar(key: str, row: dict[str, Any]) -> Calendar:
    return Calendar(
        id=key,
        zh=row["zh"],
        en=row["en"],
        weekend=frozenset(row["weekend"]),
        country=row.get("country"),
        subdiv=row.get("subdiv"),
        market=row.get("market"),
        easter=tuple(row.get("easter", ())),
        fixed=frozenset(row.get("fixed", ())),
        inauguration_day=row.get("inauguration_day", False),
        closed=frozenset(dt.date.fromisoformat(day) for day in row.get("closed", ())),
        seat=row.get("seat"),
        note_zh=row.get("note_zh", ""),
        note_en=row.get("note_en", ""),
    )


@lru_cache(maxsize=1)
def _calendars() -> dict[str, Calendar]:
    rows = load_data("cases.deadlines", "calendars.json")["calendars"]
    return {key: _calendar(key, row) for key, row in rows.items()}


def get_calendar(key: str) -> Calendar:
    """Return a calendar by id; raises KeyError for a slip in the data."""
    return _calendars()[key]


def seats_for(rule: Rule) -> tuple[Seat, ...]:
    """Return the seats to choose from for a rule; empty when the rule needs none."""
    kind = get_calendar(rule.calendar).seat
    return seats_of_kind(kind) if kind else ()


@lru_cache(maxsize=512)
def _closed_days(key: str, seat_code: str, year: int) -> frozenset[dt.date]:
    """Return the closed days of a year beyond weekends."""
    calendar = get_calendar(key)
    country, _dash, subdiv = seat_code.partition("-")
    days = {day for day in calendar.closed if day.year == year}
    days |= {dt.date.fromisoformat(f"{year}-{month_day}") for month_day in calendar.fixed}
    days |= {easter(year) + dt.timedelta(days=offset) for offset in calendar.easter}
    if calendar.market:
        days |= _certain(holidays.financial_holidays(calendar.market, language="en_US"), year)
    elif country or calendar.country:
        days |= _public_holidays(country or calendar.country or "", subdiv or calendar.subdiv or "", year)
    # 5 U.S.C. 6103(c): every fourth year after 1965; on a Sunday the next day is kept.
    if calendar.inauguration_day and year % 4 == 1:
        day = dt.date(year, 1, 20)
        days.add(day + dt.timedelta(days=1) if day.weekday() == 6 else day)
    return frozenset(days)


def _public_holidays(country: str, subdiv: str, year: int) -> set[dt.date]:
    if country not in holidays.list_supported_countries(include_aliases=False):
        return set()  # a registrar's country the library does not know: weekends only, the early side
    return _certain(holidays.country_holidays(country, subdiv=subdiv or None, language="en_US"), year)


def _certain(source: holidays.HolidayBase, year: int) -> set[dt.date]:
    first, last = _FULLY_KNOWN.get(getattr(source, "country", ""), (source.start_year, source.end_year))
    if not first <= year <= last:
        return set()  # beyond what the library holds for this place: again the early side
    # Asking for one year also yields holidays of the next that are kept in this one.
    source.get(dt.date(year, 6, 1))
    return {day for day, name in source.items() if "estimated" not in name.lower()}
