"""The working procedure's time limits: by when the side that must move has to move, in Chinese working days."""

from __future__ import annotations

import datetime
from functools import cache

import holidays

from cases.choices import State
from cases.models.case import NO_DUE_DATE

# Working days that a center has after entering the state. States absent here wait for nobody's working day.
WORKING_DAYS: dict[str, int] = {
    State.SUBMITTED: 2,
    State.UNDER_REVIEW: 5,
    State.ACCEPTED: 3,
    State.ASSIGNED: 3,
    State.IN_GUIDANCE: 15,
    State.OPINION_ISSUED: 10,
    State.TRACKING: 30,
}
SUPPLEMENT_DAYS = 15  # calendar days offered by default for missing material
WARN_BEFORE_DAYS = 3  # calendar days before a supplement lapses


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year)


def is_working_day(day: datetime.date) -> bool:
    """Say whether `day` is a working day of mainland China, make-up Saturdays and Sundays included."""
    return _calendar(day.year).is_working_day(day)


def add_working_days(start: datetime.date, days: int) -> datetime.date:
    """Give the day `days` working days after `start` (start itself is day 0)."""
    day = start
    while days > 0:
        day += datetime.timedelta(days=1)
        if is_working_day(day):
            days -= 1
    return day


def due_after_entering(state: str, today: datetime.date) -> datetime.date:
    """Give the day by which a case that enters `state` today must move on; NO_DUE_DATE where nothing is due."""
    days = WORKING_DAYS.get(state)
    return NO_DUE_DATE if days is None else add_working_days(today, days)
