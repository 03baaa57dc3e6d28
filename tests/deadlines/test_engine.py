"""The counting engine: versions, seats, closed days, what it refuses, what it says."""

import datetime as dt
import itertools

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.deadlines import (
    Caveat,
    NoFixedPeriod,
    OutsideEffectiveRange,
    Step,
    TriggerOutOfRange,
    UnknownRule,
    UnknownSeat,
    all_rules,
    compute,
    get_rule,
    seats_for,
)
from cases.deadlines.calendars import get_calendar
from cases.deadlines.rules import family_of

D = dt.date
COMPUTABLE = [rule for rule in all_rules() if rule.computable]
DAYS = st.dates(min_value=D(1995, 1, 1), max_value=D(2060, 12, 31))


def _range(rule_id: str) -> tuple[D, D]:
    rule = get_rule(rule_id)
    return max(rule.effective_from or D(1995, 1, 1), D(1995, 1, 1)), rule.effective_to or D(2060, 12, 31)


# --- properties -------------------------------------------------------------------------


@settings(deadline=None)
@given(st.sampled_from([rule.id for rule in COMPUTABLE]), st.data())
def test_due_is_after_the_trigger_and_lands_on_an_open_day(rule_id: str, data: st.DataObject) -> None:
    """Every rule, every day in force: later than the event, open when the rule rolls, never after a safe date."""
    trigger = data.draw(st.dates(*_range(rule_id)))
    result = compute(rule_id, trigger)
    assert trigger < result.raw_due <= result.due
    assert trigger < result.act_by <= result.due
    calendar = get_calendar(result.rule.calendar)
    if result.rule.rolls_over:
        assert not calendar.is_closed(result.due, result.seat)
        between = (result.due - result.raw_due).days
        assert all(calendar.is_closed(result.raw_due + dt.timedelta(days=n)) for n in range(between))
    elif result.rule.period and result.rule.period.unit == "working_days":
        assert not calendar.is_closed(result.due)
    else:
        assert result.due == result.raw_due


@settings(deadline=None)
@given(st.sampled_from([rule.id for rule in COMPUTABLE]), st.data())
def test_a_later_event_is_never_due_earlier(rule_id: str, data: st.DataObject) -> None:
    """Within one version of a rule the due date never runs backwards."""
    first, last = _range(rule_id)
    trigger = data.draw(st.dates(first, last - dt.timedelta(days=1)))
    today, tomorrow = compute(rule_id, trigger), compute(rule_id, trigger + dt.timedelta(days=1))
    assert today.due <= tomorrow.due
    assert today.raw_due <= tomorrow.raw_due


@settings(deadline=None)
@given(st.sampled_from([rule.id for rule in COMPUTABLE if rule.period and rule.period.unit == "calendar_days"]), DAYS)
def test_calendar_days_are_exactly_that_many(rule_id: str, trigger: D) -> None:
    """A period in days, counted by the plain rule, ends that many days after the event."""
    rule = get_rule(rule_id)
    if rule.start_rule != "day_after_trigger" or not rule.in_force_for(trigger) or rule.pre_steps:
        return
    assert rule.period is not None
    assert (compute(rule_id, trigger).raw_due - trigger).days == rule.period.number


@settings(deadline=None)
@given(DAYS)
def test_civil_law_months_are_never_shorter_than_the_plain_ones(trigger: D) -> None:
    """JP, KR, TW counting gives the same day or, at a month's end, a later one; the safe date is the plain one."""
    result = compute("tw_tm_opposition", trigger)
    assert result.act_by <= result.raw_due
    assert (result.raw_due - result.act_by).days <= 3


@settings(deadline=None)
@given(DAYS, st.sampled_from([seat.code for seat in seats_for(get_rule("eu_customs_destruction_response"))]))
def test_without_a_seat_the_date_is_on_the_early_side(trigger: D, seat: str) -> None:
    """Not knowing the Member State never gives a later date than knowing it."""
    trigger = max(trigger, D(2014, 1, 1))
    rule_id = "eu_customs_destruction_response"
    assert compute(rule_id, trigger).due <= compute(rule_id, trigger, seat=seat).due


# --- versions ---------------------------------------------------------------------------


def test_the_version_in_force_for_the_event_is_taken() -> None:
    """A new rule asked about an old event counts by the old law and says so."""
    result = compute("kr_tm_opposition", D(2025, 7, 21))
    assert result.rule.id == "kr_tm_opposition_pre20250722"
    assert result.due == D(2025, 9, 22)
    assert "version" in [step.code for step in result.steps]
    assert compute("kr_tm_opposition", D(2025, 7, 22)).rule.id == "kr_tm_opposition"


def test_no_version_for_the_event_is_refused() -> None:
    """Where no version is known nothing is computed."""
    with pytest.raises(OutsideEffectiveRange) as error:
        compute("vn_tm_opposition", D(2022, 12, 31))
    with translation.override("en"):
        assert "2022-12-31" in str(error.value)
        assert "2023-01-01" in str(error.value)
    assert compute("vn_tm_opposition", D(2023, 1, 1)).rule.id == "vn_tm_opposition_pre20260401"


def test_versions_of_a_family_never_overlap() -> None:
    """At most one version of a rule is in force on any day."""
    for rule in all_rules():
        versions = family_of(rule)
        for earlier, later in itertools.pairwise(versions):
            assert earlier.effective_to is not None, earlier.id
            assert later.effective_from is not None, later.id
            assert earlier.effective_to < later.effective_from, later.id


def test_a_rule_without_period_is_refused() -> None:
    """A warning letter sets its own date; none is invented."""
    with pytest.raises(NoFixedPeriod):
        compute("de_warning_letter_practice", D(2026, 3, 2))


@pytest.mark.parametrize("trigger", [D(1989, 12, 31), D(2091, 1, 1), D.min, D.max])
def test_years_without_calendars_are_refused(trigger: D) -> None:
    """No date is counted where the holidays are not known."""
    with pytest.raises(TriggerOutOfRange):
        compute("us_dc_answer_served", trigger)


def test_unknown_rule_and_seat_are_refused() -> None:
    """A slip in an id is an answer, not a guess."""
    with pytest.raises(UnknownRule):
        compute("us_dc_answer", D(2026, 3, 2))
    with pytest.raises(UnknownSeat):
        compute("upc_statement_of_defence", D(2026, 3, 2), seat="US")
    with pytest.raises(UnknownSeat):
        compute("us_dc_answer_served", D(2026, 3, 2), seat="DE")


# --- seats and calendars ----------------------------------------------------------------


def test_the_seat_decides_holidays_and_time_zone() -> None:
    """Corpus Christi (2026-06-04) is a holiday in Munich, not in Hamburg."""
    in_munich = compute("upc_statement_of_defence", D(2026, 3, 4), seat="DE-BY")
    in_hamburg = compute("upc_statement_of_defence", D(2026, 3, 4), seat="DE-HH")
    assert (in_munich.due, in_hamburg.due) == (D(2026, 6, 5), D(2026, 6, 4))
    assert compute("eu_customs_destruction_response", D(2026, 3, 30), seat="FI").timezone == "Europe/Helsinki"


def test_a_missing_seat_is_said() -> None:
    """The reader learns what was left out."""
    assert Caveat("seat_missing") in compute("eu_customs_destruction_response", D(2026, 3, 30)).caveats
    assert Caveat("state_missing") in compute("de_civil_defence_notice_abroad", D(2026, 3, 30)).caveats


def test_uspto_closed_days() -> None:
    """Inauguration Day and closures by order count; a holiday of the District does not."""
    uspto = get_calendar("US_USPTO")
    assert uspto.is_closed(D(2025, 12, 24))
    assert uspto.is_closed(D(2025, 12, 26))
    assert uspto.is_closed(D(2021, 1, 20))
    assert not uspto.is_closed(D(2022, 1, 20))
    assert uspto.is_closed(D(2013, 1, 21))  # 20 January 2013 was a Sunday
    assert not uspto.is_closed(D(2026, 4, 16))
    assert not get_calendar("US_FED").is_closed(D(2021, 1, 20))


def test_holidays_that_are_only_estimated_are_not_counted() -> None:
    """A moon sighting announced a day earlier would make the date late; so such days do not count."""
    indonesia = get_calendar("ID")
    assert indonesia.is_closed(D(2060, 8, 17))  # Independence Day is certain
    import holidays

    guesses = [
        day
        for day, name in holidays.country_holidays("ID", years=2060, language="en_US").items()
        if name.endswith("(estimated)") and day.weekday() not in indonesia.weekend
    ]
    assert guesses
    assert not any(indonesia.is_closed(day) for day in guesses)


def test_holiday_of_the_next_year_observed_in_this_one() -> None:
    """1 January 2028 is a Saturday: the federal holiday is Friday 31 December 2027."""
    assert get_calendar("US_FED").is_closed(D(2027, 12, 31))


def test_saudi_weekend_is_friday_and_saturday() -> None:
    """The week differs by country."""
    assert get_calendar("SA").is_weekend(D(2026, 3, 6))
    assert not get_calendar("SA").is_weekend(D(2026, 3, 8))


# --- being early ------------------------------------------------------------------------


def test_an_unverified_roll_over_is_not_relied_on() -> None:
    """The date to work to is the one before the roll where nobody has read the rule."""
    result = compute("in_tm_opposition", D(2026, 4, 4))  # + 4 months: Tuesday
    assert result.act_by == result.due
    result = compute("in_tm_opposition", D(2026, 3, 1))  # + 4 months: Wednesday
    assert result.act_by == result.due
    result = compute("in_tm_opposition", D(2026, 4, 1))  # 1 August 2026, a Saturday
    assert (result.due, result.act_by) == (D(2026, 8, 3), D(2026, 8, 1))
    assert Caveat("act_by", {"day": "2026-08-01"}) in result.caveats


def test_brazil_is_also_counted_from_the_next_day() -> None:
    """The start on the first working day was not seen in the text: the plain count is the safe one."""
    result = compute("br_tm_opposition", D(2026, 3, 6))  # a Friday: day 1 is Monday
    assert (result.due - result.act_by).days == 2


def test_the_disclaimer_comes_first_always() -> None:
    """Every result says that the document prevails."""
    for rule in COMPUTABLE:
        trigger = rule.effective_to or D(2026, 5, 6)
        assert compute(rule.id, trigger).caveats[0].code == "document_prevails"


# --- words ------------------------------------------------------------------------------


def test_steps_survive_storage_and_speak_both_languages() -> None:
    """Codes and parameters are stored; words are made for the reader."""
    stored = compute("us_itc_337_response", D(2026, 3, 6)).as_dict()
    steps = [Step.from_dict(step) for step in stored["steps"]]
    with translation.override("en"):
        assert [str(step) for step in steps] == [
            "The period runs from 2026-03-06 (Friday). That day itself is not counted.",
            "Day 1 is the first working day after the event: 2026-03-09 (Monday).",
            "The period is 20 calendar days and ends on 2026-03-28 (Saturday).",
            "That is a weekend or a day the forum is closed: it moves to the next open day, 2026-03-30 (Monday).",
        ]
    with translation.override("zh-hans"):
        assert str(steps[1]) == "事件后的第一个工作日为第 1 日：2026-03-09（星期一）。"
    assert stored["due"] == "2026-03-30"
    assert stored["timezone"] == "America/New_York"


def test_every_sentence_can_be_said_in_both_languages() -> None:
    """No step or caveat of any rule fails to render, with or without a seat."""
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for rule in COMPUTABLE:
                trigger = rule.effective_to or D(2026, 5, 29)
                for seat in ["", *[seat.code for seat in seats_for(rule)[:1]]]:
                    result = compute(rule.id, trigger, seat=seat)
                    words = [str(item) for item in (*result.steps, *result.caveats)]
                    assert all(words)
                    assert not any("%(" in word for word in words)
            assert str(OutsideEffectiveRange(date="2026-01-01", ranges="…"))


def test_closes_at_is_the_end_of_the_day_at_the_forum() -> None:
    """The last day ends at midnight in Washington, which is noon of the next day in Beijing."""
    result = compute("us_dc_answer_served", D(2026, 3, 2))
    assert result.closes_at.astimezone(dt.UTC) == dt.datetime(2026, 3, 24, 4, 0, tzinfo=dt.UTC)
