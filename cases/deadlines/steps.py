"""How a date was counted and what to beware of: stored as codes, put into words when read.

A stored result keeps code and parameters, so the Chinese firm and the English-speaking expert each read the
same counting in their own language.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.deadlines.rules import BASIS_LABELS, Period

STEP_TEXTS: dict[str, Promise] = {
    "trigger": _("The period runs from %(day)s. That day itself is not counted."),
    "version": _("The version of the rule in force for that date was taken (%(from)s to %(to)s)."),
    "pre_step": _("First %(length)s are added before the period begins: %(day)s."),
    "first_business_day": _("Day 1 is the first working day after the event: %(day)s."),
    "count": _("The period is %(length)s and ends on %(day)s."),
    "count_last_day": _("The period is %(length)s; the month has no such day, so it ends on its last day, %(day)s."),
    "roll": _("That is a weekend or a day the forum is closed: it moves to the next open day, %(day)s."),
    "no_roll": _("The day is not moved: the forum is open."),
    "never_rolls": _("The day is not moved even if it is a weekend or holiday: the rule knows no such extension."),
}

CAVEAT_TEXTS: dict[str, Promise] = {
    "document_prevails": _("The date stated in the document from the court or office prevails."),
    "period_unverified": _(
        "The length of this period was not checked against a published text. Have a lawyer confirm it."
    ),
    "counting_unverified": _("How the last day is counted was not checked against a published text."),
    "counting_partial": _("How the last day is counted was checked only in part."),
    "office_set": _("The period is set in the letter; the usual length was used here."),
    "court_set_minimum": _("This is the shortest period; the court often sets a longer one."),
    "default_if_no_order": _("An order in the case may set other dates."),
    "minimum_varies": _("This is a minimum; every country sets its own period in its notification."),
    "practice": _("This is practice, not law."),
    "seat_missing": _(
        "The place is not known, so only weekends were left out, not holidays. Choosing it may give a later date."
    ),
    "state_missing": _("The court's state is not known, so only nationwide holidays were left out."),
    "act_by": _("Act by %(day)s: that is the safe reading."),
    "transition": _("Which version applies was decided by the %(basis)s; check cases near the change of the law."),
}


def _words(template: Promise, params: Mapping[str, str]) -> str:
    """Fill a text, putting ISO dates and lengths into the active language."""
    filled: dict[str, str] = dict(params)
    if "day" in params:
        filled["day"] = day_words(dt.date.fromisoformat(params["day"]))
    if "number" in params:
        filled["length"] = str(Period(int(params["number"]), params["unit"]))  # type: ignore[arg-type]
    if "basis" in params:
        filled["basis"] = str(BASIS_LABELS[params["basis"]])
    for end in ("from", "to"):
        if end in params:
            filled[end] = params[end] or "…"
    return str(template) % filled


def day_words(day: dt.date) -> str:
    """Return "2026-03-30 (Monday)" / "2026-03-30（星期一）"."""
    return gettext("%(date)s (%(weekday)s)") % {"date": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}


@dataclass(frozen=True, slots=True)
class _Coded:
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the storable form."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read the storable form."""
        return cls(data["code"], dict(data["params"]))


class Step(_Coded):
    """One step of the counting; `str()` says it in the active language."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the sentence."""
        return _words(STEP_TEXTS[self.code], self.params)


class Caveat(_Coded):
    """One thing to beware of; `str()` says it in the active language."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the sentence."""
        return _words(CAVEAT_TEXTS[self.code], self.params)
