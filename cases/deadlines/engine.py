"""Counting a statutory period: trigger, pre-steps, period, roll-over.

The conventions are those of `docs/deadlines.md`; each rule row names the provision it is counted by.
"""

import calendar as month_lengths
import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from cases.deadlines.calendars import FIRST_DAY, LAST_DAY, Calendar, get_calendar, seats_for
from cases.deadlines.errors import NoFixedPeriod, OutsideEffectiveRange, TriggerOutOfRange, UnknownSeat
from cases.deadlines.rules import DATA_VERSION, Period, Rule, family_of, get_rule
from cases.deadlines.seats import Seat
from cases.deadlines.steps import Caveat, Step

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Result:
    """A computed date and everything needed to explain it.

    `due` is the last day under the rule, `raw_due` the same before moving off closed days. `act_by` is the
    date to work to: earlier than `due` where a reading or the roll-over is not certain. All are dates in the
    forum's own time zone.
    """

    rule: Rule
    trigger: dt.date
    due: dt.date
    raw_due: dt.date
    act_by: dt.date
    seat: Seat | None
    steps: tuple[Step, ...]
    caveats: tuple[Caveat, ...]
    timezone: str

    @property
    def verified(self) -> bool:
        """Tell whether a published text states the period."""
        return self.rule.verified

    @property
    def counting_verified(self) -> str:
        """Tell whether the counting was seen in a text: yes, partial or no."""
        return self.rule.counting_verified

    @property
    def zone(self) -> ZoneInfo:
        """Return the forum's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def closes_at(self) -> dt.datetime:
        """Return the moment the due day ends at the forum (exclusive), time-zone aware."""
        return dt.datetime.combine(self.due + ONE_DAY, dt.time(), tzinfo=self.zone)

    def as_dict(self) -> dict[str, Any]:
        """Return a storable snapshot: ids, ISO dates, codes; no words, which are made when read."""
        return {
            "rule": self.rule.id,
            "rules_version": DATA_VERSION,
            "trigger": self.trigger.isoformat(),
            "due": self.due.isoformat(),
            "raw_due": self.raw_due.isoformat(),
            "act_by": self.act_by.isoformat(),
            "seat": self.seat.code if self.seat else "",
            "timezone": self.timezone,
            "verified": self.verified,
            "counting_verified": self.counting_verified,
            "steps": [step.as_dict() for step in self.steps],
            "caveats": [caveat.as_dict() for caveat in self.caveats],
        }


def compute(rule_id: str, trigger: dt.date, *, seat: str = "") -> Result:
    """Count the due date of a rule from the day of its event.

    `trigger` is the day of the event at the forum. `seat` is the code of one of `seats_for(rule)`, or "". Where
    another version of the same rule was in force for the trigger, that version is counted and a step says so.

    Raises UnknownRule, NoFixedPeriod, OutsideEffectiveRange, TriggerOutOfRange, UnknownSeat.
    """
    rule = get_rule(rule_id)
    if not FIRST_DAY <= trigger <= LAST_DAY:
        raise TriggerOutOfRange(first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
    steps = [Step("trigger", {"day": trigger.isoformat()})]
    in_force = _version_for(rule, trigger)
    if in_force is not rule:
        rule = in_force
        steps.append(Step("version", _range(rule)))
    if rule.period is None:
        raise NoFixedPeriod(rule=rule.id)
    place = _seat(rule, seat)
    calendar = get_calendar(rule.calendar)

    start = trigger
    readings: list[dt.date] = []
    for pre in rule.pre_steps:
        start = _add(start, pre, rule, calendar, place)
        steps.append(Step("pre_step", {"day": start.isoformat(), **_length(pre)}))
    if rule.start_rule == "first_business_day_after_trigger":
        day_one = calendar.next_open(start + ONE_DAY, place)
        steps.append(Step("first_business_day", {"day": day_one.isoformat()}))
        if rule.counting_verified == "no":
            readings.append(_add(start, rule.period, rule, calendar, place))
        start = day_one - ONE_DAY
    raw_due = _add(start, rule.period, rule, calendar, place)
    steps.append(_count_step(start, raw_due, rule))
    due = calendar.next_open(raw_due, place) if rule.rolls_over else raw_due
    if due != raw_due:
        steps.append(Step("roll", {"day": due.isoformat()}))
    else:
        steps.append(Step("no_roll" if rule.rolls_over or rule.period.unit == "working_days" else "never_rolls"))
    act_by = min([due, *readings, *_open_readings(start, raw_due, rule)])
    return Result(
        rule=rule,
        trigger=trigger,
        due=due,
        raw_due=raw_due,
        act_by=act_by,
        seat=place,
        steps=tuple(steps),
        caveats=_caveats(rule, due, act_by, calendar, place),
        timezone=(place.timezone if place else None) or rule.timezone,
    )


def _version_for(rule: Rule, trigger: dt.date) -> Rule:
    if rule.in_force_for(trigger):
        return rule
    family = family_of(rule)
    for member in family:
        if member.in_force_for(trigger):
            return member
    ranges = "; ".join("{from} – {to}".format(**_range(member)) for member in family)
    raise OutsideEffectiveRange(date=trigger.isoformat(), ranges=ranges)


def _range(rule: Rule) -> dict[str, str]:
    return {
        "from": rule.effective_from.isoformat() if rule.effective_from else "…",
        "to": rule.effective_to.isoformat() if rule.effective_to else "…",
    }


def _length(period: Period) -> dict[str, str]:
    return {"number": str(period.number), "unit": period.unit}


def _seat(rule: Rule, code: str) -> Seat | None:
    if not code:
        return None
    for seat in seats_for(rule):
        if seat.code == code:
            return seat
    raise UnknownSeat(seat=code)


def _add(start: dt.date, period: Period, rule: Rule, calendar: Calendar, seat: Seat | None) -> dt.date:
    """Return the last day of a period whose day 1 is the day after `start`."""
    number = period.number
    match period.unit:
        case "calendar_days":
            return start + dt.timedelta(days=number)
        case "weeks":
            return start + dt.timedelta(weeks=number)
        case "working_days":
            day = start
            for _count in range(number):
                day = calendar.next_open(day + ONE_DAY, seat)
            return day
        case "months" | "years":
            months = number * (12 if period.unit == "years" else 1)
            if rule.month_rule == "next_day_anniversary":
                return _day_before_anniversary(start + ONE_DAY, months)
            return start + relativedelta(months=months)


def _day_before_anniversary(first: dt.date, months: int) -> dt.date:
    """Return the end of a civil-law period (JP, KR, TW): the day before the same number, else the last day."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last = month_lengths.monthrange(year, month + 1)[1]
    if first.day > last:
        return dt.date(year, month + 1, last)
    return dt.date(year, month + 1, first.day) - ONE_DAY


def _count_step(start: dt.date, end: dt.date, rule: Rule) -> Step:
    assert rule.period is not None
    counted_in_months = rule.period.unit in {"months", "years"}
    cut_short = counted_in_months and rule.month_rule == "same_number_or_last_day" and end.day != start.day
    code = "count_last_day" if cut_short else "count"
    return Step(code, {"day": end.isoformat(), **_length(rule.period)})


def _open_readings(start: dt.date, raw_due: dt.date, rule: Rule) -> list[dt.date]:
    """Return the earlier dates that a careful person works to.

    A roll-over that nobody has read in a text is not relied on, and a civil-law month end counts as elsewhere.
    """
    assert rule.period is not None
    readings: list[dt.date] = []
    if rule.month_rule == "next_day_anniversary" and rule.period.unit in {"months", "years"}:
        months = rule.period.number * (12 if rule.period.unit == "years" else 1)
        readings.append(start + relativedelta(months=months))
    if rule.rolls_over and (rule.roll_doubtful or rule.counting_verified == "no"):
        readings.append(raw_due)
    return readings


def _caveats(rule: Rule, due: dt.date, act_by: dt.date, calendar: Calendar, seat: Seat | None) -> tuple[Caveat, ...]:
    found = [Caveat("document_prevails")]
    if not rule.verified:
        found.append(Caveat("period_unverified"))
    if act_by < due:
        found.append(Caveat("act_by", {"day": act_by.isoformat()}))
    if rule.counting_verified == "no":
        found.append(Caveat("counting_unverified"))
    elif rule.counting_verified == "partial":
        found.append(Caveat("counting_partial"))
    if rule.status != "statutory":
        found.append(Caveat(rule.status))
    if calendar.seat and seat is None:
        found.append(Caveat("state_missing" if calendar.country else "seat_missing"))
    if rule.effective_basis and len(family_of(rule)) > 1:
        found.append(Caveat("transition", {"basis": rule.effective_basis}))
    return tuple(found)
