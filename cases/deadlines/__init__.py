"""The deadline clock: statutory response dates from country, procedure and date of service.

    result = compute("us_dc_answer_served", date(2026, 3, 2))
    result.due            # 2026-03-23
    result.act_by         # never later than due: the safe date when a reading is in doubt
    result.steps          # how it was counted, in words
    result.caveats        # what to tell the reader, the first one always

Rules, calendars and seats are data (`data/*.json`), each row with its source. Pure Python: no database.
`docs/deadlines.md` explains the counting.
"""

from cases.deadlines.applicability import applicable, jurisdictions_for
from cases.deadlines.calendars import seats_for
from cases.deadlines.countdown import Countdown, countdown
from cases.deadlines.engine import Result, compute
from cases.deadlines.errors import (
    DeadlineError,
    NoFixedPeriod,
    OutsideEffectiveRange,
    TriggerOutOfRange,
    UnknownRule,
    UnknownSeat,
)
from cases.deadlines.rules import DATA_VERSION, Rule, all_rules, get_rule
from cases.deadlines.seats import Seat
from cases.deadlines.steps import Caveat, Step

__all__ = [
    "DATA_VERSION",
    "Caveat",
    "Countdown",
    "DeadlineError",
    "NoFixedPeriod",
    "OutsideEffectiveRange",
    "Result",
    "Rule",
    "Seat",
    "Step",
    "TriggerOutOfRange",
    "UnknownRule",
    "UnknownSeat",
    "all_rules",
    "applicable",
    "compute",
    "countdown",
    "get_rule",
    "jurisdictions_for",
    "seats_for",
]
