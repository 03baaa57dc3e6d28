"""Read a CSV of reach figures: every row checked, every fault named with its line and column. Nothing is written here.

Columns, by their English or Chinese heading and in any order: day, channel, reached, source (portal.tabular says in
which encodings).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.outreach.choices import MOST_FIGURE, Channel
from alerts.outreach.services.campaigns import Entry
from portal.reference.text import half_width
from portal.tabular import Fault, rows_of

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "date", "日期", "日"),
    "channel": ("channel", "渠道"),
    "reached": ("reached", "figure", "触达", "触达数", "数量"),
    "source": ("source", "来源", "数据来源"),
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Preview:
    """One row as it would be written, and what stands there now."""

    line: int
    entry: Entry
    before: int | None

    @property
    def channel_label(self) -> str:
        """The channel in words."""
        return str(Channel(self.entry.channel).label)


@dataclass
class Sheet:
    """What a file holds. Write `entries` only when there are no `faults`."""

    entries: list[Entry] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many rows differ from what stands there."""
        return sum(1 for row in self.previews if row.before != row.entry.reached)


def read_sheet(text: str, standing: Mapping[tuple[str, datetime.date], int]) -> Sheet:
    """Check every row of `text`; `standing` are the center's figures by channel and day."""
    sheet = Sheet()
    seen: dict[tuple[str, datetime.date], int] = {}
    for line, cells in rows_of(text, headings=HEADINGS, required=HEADINGS, faults=sheet.faults):
        entry = _entry(line, cells, sheet)
        if entry is None:
            continue
        place = (entry.channel, entry.day)
        if place in seen:
            message = _("The same channel and day already stand in line %(line)d.") % {"line": seen[place]}
            sheet.faults.append(Fault(line, "day", message))
            continue
        seen[place] = line
        sheet.entries.append(entry)
        sheet.previews.append(Preview(line, entry, standing.get(place)))
    return sheet


def _entry(line: int, cells: Mapping[str, str], sheet: Sheet) -> Entry | None:
    before = len(sheet.faults)

    def fault(column: str, message: str) -> None:
        sheet.faults.append(Fault(line, column, message))

    day = read_day(cells["day"])
    if day is None:
        fault("day", _("“%(text)s” is not a day such as 2026-11-23.") % {"text": cells["day"][:40]})
    elif day > timezone.localdate():
        fault("day", _("This day lies in the future; only what was counted can be entered."))
    channel = channel_code(cells["channel"])
    if channel is None:
        fault(
            "channel",
            _("“%(text)s” is no channel. Known are: %(known)s.")
            % {"text": cells["channel"][:40], "known": ", ".join(Channel.values)},
        )
    reached = read_count(cells["reached"])
    if reached is None:
        fault(
            "reached",
            _("“%(text)s” is not a whole number from 0 to 1,000,000,000.") % {"text": cells["reached"][:40]},
        )
    if not cells["source"]:
        fault("source", _("Every figure needs its source."))
    elif len(cells["source"]) > 200:
        fault("source", _("The text is longer than %(most)d characters.") % {"most": 200})
    if len(sheet.faults) > before or day is None or channel is None or reached is None:
        return None
    return Entry(channel, day, reached, cells["source"])


def read_day(text: str) -> datetime.date | None:
    """Read 2026-11-23, 2026/11/23 or 2026年11月23日; None for anything else."""
    found = _DAY.fullmatch(half_width(text).strip())
    if found is None:
        return None
    try:
        return datetime.date(*map(int, found.groups()))
    except ValueError:
        return None


def read_count(text: str) -> int | None:
    """Read a whole number with or without separators; None when it is none or too large."""
    digits = half_width(text).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"[0-9]{1,10}", digits):
        return None
    return int(digits) if int(digits) <= MOST_FIGURE else None


def channel_code(text: str) -> str | None:
    """Find a channel by its code or its word in either language; None when there is none."""
    wanted = half_width(text).strip().lower()
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for channel in Channel:
                if wanted in (channel.value, str(channel.label).lower()):
                    return channel.value
    return None
