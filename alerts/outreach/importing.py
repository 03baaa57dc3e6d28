"""Read a CSV of reach figures: every row checked, every fault named with its line and column. Nothing is written here.

Columns, by their English or Chinese heading and in any order: day, channel, reached, source. UTF-8 or GB 18030, comma,
semicolon or tab.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.outreach.choices import MOST_FIGURE, Channel
from alerts.outreach.services.campaigns import Entry
from portal.reference.text import half_width, squeeze

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
# One screenful of faults is enough to mend a file.
MAX_FAULTS = 100
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("day", "date", "日期", "日"),
    "channel": ("channel", "渠道"),
    "reached": ("reached", "figure", "触达", "触达数", "数量"),
    "source": ("source", "来源", "数据来源"),
}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and where: line of the file (from 1), heading of the column ("" for the whole line)."""

    line: int
    column: str
    message: str


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


def decode(body: bytes) -> str:
    """Read the bytes as UTF-8 or GB 18030 (what spreadsheets in Chinese save). Raises ValidationError."""
    if len(body) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 1 MB."), code="too_large")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(
        _("This is not a text file in UTF-8 or GB 18030. Save it as CSV and try again."), code="encoding"
    )


def read_sheet(text: str, standing: Mapping[tuple[str, datetime.date], int]) -> Sheet:
    """Check every row of `text`; `standing` are the center's figures by channel and day."""
    sheet = Sheet()
    text = text.lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        _read(rows, standing, sheet)
    except csv.Error as error:
        line: int = rows.line_num
        sheet.faults.append(Fault(line, "", _("The line cannot be read as CSV: %(error)s.") % {"error": error}))
    return sheet


def _read(rows: Iterator[list[str]], standing: Mapping[tuple[str, datetime.date], int], sheet: Sheet) -> None:
    columns = _columns(next(rows, []), sheet)
    if sheet.faults:
        return
    seen: dict[tuple[str, datetime.date], int] = {}
    for row in rows:
        line: int = rows.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in row):
            continue
        if len(sheet.entries) >= MAX_ROWS:
            sheet.faults.append(Fault(line, "", _("There are more than %(most)d rows.") % {"most": MAX_ROWS}))
            return
        if len(sheet.faults) >= MAX_FAULTS:
            return
        cells = {name: squeeze(row[place]) if place < len(row) else "" for name, place in columns.items()}
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
    if not sheet.entries and not sheet.faults:
        sheet.faults.append(Fault(1, "", _("The file holds no rows.")))


def _columns(head: list[str], sheet: Sheet) -> dict[str, int]:
    names = {half_width(word).strip().lower(): name for name, words in HEADINGS.items() for word in words}
    columns: dict[str, int] = {}
    for place, cell in enumerate(head):
        name = names.get(half_width(cell).strip().lower())
        if name is None and cell.strip():
            sheet.faults.append(Fault(1, cell.strip()[:40], _("This column is not known.")))
        elif name is not None:
            columns.setdefault(name, place)
    for name in HEADINGS:
        if name not in columns:
            sheet.faults.append(Fault(1, name, _("This column is missing.")))
    return columns


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
