"""Worked examples whose answer is known from a text, an office or a textbook."""

import datetime as dt

import pytest

from cases.deadlines import compute

# each: rule, trigger, seat, due date, and why
VECTORS = [
    ("us_dc_answer_served", "2026-03-02", "", "2026-03-23", "a plain Monday"),
    ("us_dc_answer_served", "2026-06-12", "", "2026-07-06", "3 July is Independence Day observed, then a weekend"),
    ("us_dc_answer_waiver_foreign", "2026-01-30", "", "2026-04-30", "90 days over February"),
    (
        "us_itc_337_response",
        "2026-03-06",
        "",
        "2026-03-30",
        "USITC: day 1 is the next working day; last day a Saturday",
    ),
    ("us_ptab_ipr_time_bar", "2025-05-24", "", "2026-05-26", "one year ends on a Sunday before Memorial Day"),
    ("us_tm_opposition", "2026-06-02", "", "2026-07-02", "30 days"),
    ("us_tm_office_action_pre2022", "2022-12-02", "", "2023-06-02", "the day before the new law: 6 months"),
    ("us_tm_office_action", "2022-12-03", "", "2023-03-03", "first day of the new law: 3 months"),
    ("us_tm_office_action", "2025-11-30", "", "2026-03-02", "30 November + 3 months: 28 February, a Saturday"),
    ("us_ttab_answer", "2026-05-28", "", "2026-07-07", "40 days"),
    ("us_cbp_seizure_petition", "2026-04-15", "", "2026-05-15", "from mailing, 30 days"),
    ("us_dmca_restore_min", "2026-05-15", "", "2026-06-01", "working days skip Memorial Day"),
    ("eu_eutm_opposition", "2026-01-31", "", "2026-04-30", "31 January + 3 months: 30 April"),
    ("eu_eutm_opposition", "2026-01-03", "", "2026-04-07", "Good Friday, Easter Monday"),
    ("eu_customs_destruction_response", "2026-03-30", "DE", "2026-04-15", "German holidays inside the working days"),
    ("ep_opposition", "2025-03-26", "", "2026-01-02", "EPO closed over Christmas, open on 2 January"),
    (
        "ep_opposition_proprietor_reply",
        "2023-12-01",
        "",
        "2024-04-02",
        "delivery on the day of the letter; Easter Monday",
    ),
    (
        "ep_opposition_proprietor_reply_10day",
        "2023-10-20",
        "",
        "2024-02-29",
        "10-day rule, then 4 months into a leap February",
    ),
    ("upc_statement_of_defence", "2025-11-30", "DE-BY", "2026-03-02", "served on a Sunday; ends on a Saturday"),
    ("de_civil_defence_notice_domestic", "2017-03-14", "", "2017-03-28", "the textbook's example"),
    ("de_tm_opposition", "2026-02-14", "", "2026-05-15", "Ascension Day"),
    ("gb_tm_opposition", "2013-04-11", "", "2013-06-11", "the office's own example"),
    ("kr_tm_opposition_pre20250722", "2025-07-21", "", "2025-09-22", "last day of the old law; ends on a Sunday"),
    ("kr_tm_opposition", "2025-07-22", "", "2025-08-21", "first day of the new law"),
    ("jp_patent_opposition", "2025-09-30", "", "2026-03-31", "civil-law month end"),
    ("au_tm_noid", "2026-01-31", "", "2026-03-31", "the new 2 months"),
    ("vn_tm_opposition", "2026-05-25", "", "2026-08-25", "the new 3 months"),
    ("wipo_udrp_response", "2026-02-10", "", "2026-03-02", "20 days over February"),
]


@pytest.mark.parametrize(("rule_id", "trigger", "seat", "due", "why"), VECTORS)
def test_worked_example(rule_id: str, trigger: str, seat: str, due: str, why: str) -> None:
    """The engine gives the known date."""
    result = compute(rule_id, dt.date.fromisoformat(trigger), seat=seat)
    assert result.due.isoformat() == due, why
    assert result.rule.id == rule_id


def test_every_convention_is_exercised() -> None:
    """The examples reach each unit, start rule, month rule and roll-over the data uses."""
    rules = [compute(row[0], dt.date.fromisoformat(row[1]), seat=row[2]).rule for row in VECTORS]
    assert {rule.period.unit for rule in rules if rule.period} == {
        "calendar_days",
        "working_days",
        "weeks",
        "months",
        "years",
    }
    assert {rule.start_rule for rule in rules} == {"day_after_trigger", "first_business_day_after_trigger"}
    assert {rule.month_rule for rule in rules} == {"same_number_or_last_day", "next_day_anniversary"}
    assert {rule.rolls_over for rule in rules} == {True, False}
    assert any(rule.pre_steps for rule in rules)
