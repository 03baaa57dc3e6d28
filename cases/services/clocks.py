"""The clock of a document served: its period computed, or the reason why not."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import get_timezone, get_timezone_location

from cases.deadlines import Countdown, DeadlineError, Result, Rule, compute, countdown, get_rule
from portal.reference.text import is_chinese


@dataclass(frozen=True, slots=True)
class Clock:
    """What runs from one service: `result` when a date could be computed, else `problem` says why not."""

    rule: Rule
    result: Result | None
    problem: str = ""

    @property
    def left(self) -> Countdown | None:
        """The days left until the date to work to, by the forum's own calendar."""
        return countdown(self.result.act_by, self.result.timezone) if self.result else None

    @property
    def title(self) -> str:
        """What must be answered, in the active language."""
        return self.rule.label()

    @property
    def source(self) -> str:
        """The provision the period rests on."""
        return self.rule.legal_source()

    @property
    def place(self) -> str:
        """Where the days are counted: 美国（纽约）, United States (New York)."""
        if self.result is None:
            return ""
        language = "zh_Hans" if is_chinese() else "en"
        return str(get_timezone_location(get_timezone(self.result.timezone), locale=language, return_city=True))

    @property
    def caveats(self) -> Sequence[str]:
        """What to beware of, the first one always: the date on the document prevails."""
        return [str(each) for each in self.result.caveats] if self.result else []

    @property
    def steps(self) -> Sequence[str]:
        """How it was counted, step by step."""
        return [str(each) for each in self.result.steps] if self.result else []


def clock_of(rule_id: str, served_on: datetime.date | None) -> Clock | None:
    """Compute the period that runs from a service; None while procedure or day is not given."""
    if not rule_id or served_on is None:
        return None
    try:
        rule = get_rule(rule_id)
    except DeadlineError:
        return None
    try:
        return Clock(rule, compute(rule_id, served_on))
    except DeadlineError as error:
        return Clock(rule, None, str(error))
