"""How much time is left, in words, by the forum's own calendar day."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext, ngettext

State = Literal["overdue", "today", "soon", "later"]
#: From here on a date is shown as due soon.
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Countdown:
    """Days left at the forum: negative when past, 0 on the day."""

    days: int

    @property
    def state(self) -> State:
        """Return overdue, today, soon or later; pages never show it by colour alone."""
        if self.days < 0:
            return "overdue"
        if self.days == 0:
            return "today"
        return "soon" if self.days <= SOON_DAYS else "later"

    def __str__(self) -> str:
        """Return 剩 5 天 / 今天到期 / 已逾期 2 天 in the active language."""
        if self.days == 0:
            return gettext("due today")
        if self.days < 0:
            past = -self.days
            return ngettext("%(n)d day overdue", "%(n)d days overdue", past) % {"n": past}
        return ngettext("%(n)d day left", "%(n)d days left", self.days) % {"n": self.days}


def countdown(due: dt.date, zone: str = "UTC", *, now: dt.datetime | None = None) -> Countdown:
    """Count the days from today at the forum to a due date.

    `now` is an aware moment (the present when None). At 08:00 in Beijing it is still the evening before in
    Washington: the forum's day counts, not the reader's.
    """
    today = (now or timezone.now()).astimezone(ZoneInfo(zone)).date()
    return Countdown((due - today).days)
