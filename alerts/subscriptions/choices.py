"""How often somebody hears from us, and the hours of their day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Frequency(models.TextChoices):
    """How often a filter brings mail, most often first: of several that match, the most frequent decides."""

    ONCE = "once", pgettext_lazy("frequency of mail", "At once")
    DAILY = "daily", pgettext_lazy("frequency of mail", "Once a day")
    WEEKLY = "weekly", pgettext_lazy("frequency of mail", "Once a week")


class EndReason(models.TextChoices):
    LEFT = "left", _("Unsubscribed")
    REFUSED = "refused", _("The address refuses mail")
    CLOSED = "closed", _("The account was closed")


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


# A closed list: PostgreSQL computes with these names, and one it does not know would stop everybody's mail.
TIME_ZONES: tuple[tuple[str, str | _StrPromise], ...] = (
    ("Asia/Shanghai", _("China (UTC+8)")),
    ("Asia/Tokyo", _("Tokyo, Seoul (UTC+9)")),
    ("Australia/Sydney", _("Sydney")),
    ("Asia/Bangkok", _("Bangkok, Hanoi, Jakarta (UTC+7)")),
    ("Asia/Kolkata", _("India (UTC+5:30)")),
    ("Asia/Tashkent", _("Tashkent (UTC+5)")),
    ("Asia/Dubai", _("Dubai (UTC+4)")),
    ("Europe/Moscow", _("Moscow (UTC+3)")),
    ("Africa/Nairobi", _("Nairobi (UTC+3)")),
    ("Africa/Johannesburg", _("Johannesburg (UTC+2)")),
    ("Europe/Berlin", _("Berlin, Paris, Geneva")),
    ("Europe/London", _("London")),
    ("America/Sao_Paulo", _("São Paulo")),
    ("America/New_York", _("New York")),
    ("America/Mexico_City", _("Mexico City")),
    ("America/Chicago", _("Chicago")),
    ("America/Los_Angeles", _("Los Angeles")),
    ("UTC", _("UTC")),
)
HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
# Filters one person may keep.
MOST_WISHES = 20
# Filters that wait for the link in their mail, of one address.
MOST_PENDING = 5
