"""Small pieces of HTML and text that both template languages use: icons, chips, due badges, money, dates.

Plain functions, so that a hot list in Jinja2 and a page in Django's language show the same thing. Times are shown in the
portal's time zone (Asia/Shanghai) unless a zone is named; days are calendar days.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from portal.reference.money import Money
from portal.site.tones import look

SOON_DAYS = 3
Moment = dt.date | dt.datetime


# -- icons and chips ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Draw an icon of the sprite (static/icons.txt). Without `label` it is decoration and hidden from screen readers."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        spoken,
        static("build/icons.svg"),
        name,
    )


def chip(code: str, label: Any, tone: str = "", icon_name: str | None = None) -> SafeString:
    """Draw a state: its word, with the colour and icon that `portal.site.tones` gives to its code."""
    dressed = look(code)
    drawn = dressed.icon if icon_name is None else icon_name
    return mark_safe(  # noqa: S308 - every part is escaped or ours
        f'<span class="chip chip-{tone or dressed.tone}">{icon(drawn) if drawn else ""}{conditional_escape(label)}</span>'
    )


# -- dates --------------------------------------------------------------------------------------------------------

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def _local(moment: Moment, zone: dt.tzinfo | None = None) -> Moment:
    if isinstance(moment, dt.datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment, zone)
    return moment


def _chinese() -> bool:
    return (get_language() or "zh-hans").startswith("zh")


def prose_date(moment: Moment | None) -> str:
    """Write a day as in a sentence: 2026年11月22日 / 22 November 2026."""
    if not moment:
        return ""
    day = _local(moment)
    if _chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def prose_time(moment: dt.datetime | None) -> str:
    """Write a moment as in a sentence: 2026年11月22日 14:03 / 22 November 2026, 14:03."""
    if not moment:
        return ""
    local = _local(moment)
    return f"{prose_date(moment)}{' ' if _chinese() else ', '}{local:%H:%M}"


def table_date(moment: Moment | None) -> str:
    """Write a day as in a table: 2026-11-22."""
    return f"{_local(moment):%Y-%m-%d}" if moment else ""


def table_time(moment: dt.datetime | None) -> str:
    """Write a moment as in a table: 2026-11-22 14:03."""
    return f"{_local(moment):%Y-%m-%d %H:%M}" if moment else ""


def zone_place(zone_name: str) -> str:
    """Name the place after which people call a time zone: 柏林 / Berlin."""
    return get_timezone_location(ZoneInfo(zone_name), locale="zh_Hans" if _chinese() else "en", return_city=True)


def zoned(moment: dt.datetime, zone_name: str) -> str:
    """Write a foreign deadline in its own zone: 2026年12月5日 17:00（美国（纽约）时间） with Beijing time after it."""
    there = timezone.localtime(moment, ZoneInfo(zone_name))
    # A page may be drawn in the time of a fair: what is called Beijing time is always that.
    here = timezone.localtime(moment, timezone.get_default_timezone())
    return gettext("%(there)s (%(place)s time), %(here)s Beijing time") % {
        "there": f"{prose_date(there.date())} {there:%H:%M}",
        "place": zone_place(zone_name),
        "here": f"{prose_date(here.date())}{' ' if _chinese() else ', '}{here:%H:%M}",
    }


def ago(moment: dt.datetime | None) -> SafeString:
    """Write how long ago something happened; the exact moment is in the title. static/js/time.js keeps it current."""
    if not moment:
        return mark_safe("")
    seconds = int((timezone.now() - moment).total_seconds())
    if seconds < 60:
        words = gettext("just now")
    elif seconds < 3600:
        words = ngettext("%d minute ago", "%d minutes ago", seconds // 60) % (seconds // 60)
    elif seconds < 86400:
        words = ngettext("%d hour ago", "%d hours ago", seconds // 3600) % (seconds // 3600)
    elif seconds < 7 * 86400:
        words = ngettext("%d day ago", "%d days ago", seconds // 86400) % (seconds // 86400)
    else:
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), table_time(moment))
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>', moment.isoformat(), table_time(moment), words
    )


def due_words(moment: Moment, today: dt.date | None = None) -> tuple[str, str]:
    """Say how far off a due day is, and its urgency: "over", "soon" (three days or fewer) or "calm"."""
    local = _local(moment)
    day = local.date() if isinstance(local, dt.datetime) else local
    days = (day - (today or timezone.localdate())).days
    if days < 0:
        return ngettext("%d day overdue", "%d days overdue", -days) % -days, "over"
    if days == 0:
        return gettext("Due today"), "soon"
    return ngettext("%d day left", "%d days left", days) % days, "soon" if days <= SOON_DAYS else "calm"


_DUE_ICONS = {"over": "alert-circle", "soon": "clock-exclamation", "calm": "clock"}
_DAY = dt.timedelta(days=1)


def due(moment: Moment | None, today: dt.date | None = None) -> SafeString:
    """Draw a due badge: 剩 5 天, 今天到期, 已逾期 2 天, with icon and word so that colour never speaks alone.

    A moment (not a day) within its last 24 hours counts hours and minutes; static/js/portal.js keeps that current.
    """
    if not moment:
        return mark_safe("")
    if isinstance(moment, dt.datetime) and dt.timedelta(0) < moment - timezone.now() < _DAY:
        return _due_in_hours(moment)
    words, urgency = due_words(moment, today)
    shown = table_time(moment) if isinstance(moment, dt.datetime) else table_date(moment)
    if isinstance(moment, dt.datetime) and urgency == "soon" and moment <= timezone.now():
        words, urgency = gettext("Overdue since today"), "over"
    return _due_badge(words, urgency, shown)


def _due_badge(words: str, urgency: str, shown: str, extra: str = "") -> SafeString:
    return mark_safe(  # noqa: S308 - words come from our catalogues, the rest is made here
        f'<time class="due due-{urgency}" datetime="{shown.replace(" ", "T")}" title="{shown}"{extra}>'
        f"{icon(_DUE_ICONS[urgency])}<span>{words}</span></time>"
    )


def _due_in_hours(moment: dt.datetime) -> SafeString:
    minutes = int((moment - timezone.now()).total_seconds() // 60) + 1
    in_hours, in_minutes = gettext("{} h left"), gettext("{} min left")
    words = in_hours.format(minutes // 60) if minutes >= 60 else in_minutes.format(minutes)
    extra = format_html(
        ' data-until="{}" data-hours="{}" data-minutes="{}" data-over="{}"',
        moment.isoformat(),
        in_hours,
        in_minutes,
        gettext("Overdue since today"),
    )
    return _due_badge(words, "soon", table_time(moment), extra)


# -- figures ------------------------------------------------------------------------------------------------------


def money(amount: Decimal | None, currency: str, cny: Decimal | None = None, note: str = "") -> SafeString:
    """Write "USD 1,234.50 ≈ CNY 8,900.00"; `note` (rate, date, source) stands in the title of the CNY figure."""
    if amount is None or not currency:
        return mark_safe("")
    own = format_html('<span class="num">{}</span>', Money.of(amount, currency))
    if cny is None or currency == "CNY":
        return own
    return format_html('{} <span class="num text-secondary" title="{}">≈ {}</span>', own, note, Money.of(cny, "CNY"))


def file_size(size: int | None) -> str:
    """Write a size in bytes for people: 12 kB, 3.4 MB (steps of 1,000)."""
    amount = float(size or 0)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit != "MB" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
