"""When an event is, in words."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exhibitions.events.choices import ZONES
from portal.reference.text import pick

HOME_ZONE = "Asia/Shanghai"
_NAMES = dict(ZONES)


def when(begins: dt.datetime, ends: dt.datetime, zone: str) -> str:
    """Say when something begins and ends by the clock of `zone`, which is named unless it is Beijing's."""
    first, last = begins.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    till = f"{last:%H:%M}" if last.date() == first.date() else f"{_day(last)} {last:%H:%M}"
    told = f"{_day(first)} {first:%H:%M}–{till}"
    if zone == HOME_ZONE:
        return told
    clock = _("%(zone)s time") % {"zone": zone_name(zone)}
    return f"{told}{pick('（', ' (')}{clock}{pick('）', ')')}"


def zone_name(zone: str) -> str:
    """Name a time zone."""
    return str(_NAMES.get(zone, zone))


def _day(moment: dt.datetime) -> str:
    if (get_language() or "").startswith("zh"):
        return f"{moment.year}年{moment.month}月{moment.day}日（{formats.date_format(moment, 'D')}）"
    return formats.date_format(moment, "D j F Y")
