"""Read a CSV of scores: every row checked against the edition, every fault named with its line and column.

Columns, by their English or Chinese heading and in any order: indicator (code), country (any spelling), value, source; and if
wanted source_url, note. UTF-8 or GB 18030, comma, semicolon or tab. Nothing is written here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from alerts.environment.selectors.checks import out_of_scale
from alerts.environment.selectors.trees import Branch, Reading
from alerts.environment.services.scores import Entry
from portal.reference.countries import country_code, get
from portal.reference.text import half_width, squeeze

MAX_BYTES = 1_000_000
MAX_ROWS = 5_000
# One screenful of faults is enough to mend a file.
MAX_FAULTS = 100
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "指标", "指标代码"),
    "country": ("country", "国家", "国家(地区)", "国家或地区"),
    "value": ("value", "数值", "得分", "分值"),
    "source": ("source", "来源", "数据来源"),
    "source_url": ("source_url", "来源网址", "网址"),
    "note": ("note", "备注", "说明"),
}
REQUIRED = ("indicator", "country", "value", "source")
_URL = URLValidator(schemes=["http", "https"])


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
    name: str
    country: str
    value: Decimal
    before: Decimal | None
    source: str


@dataclass
class Sheet:
    """What a file holds. Write `entries` only when there are no `faults`."""

    entries: list[Entry] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many rows differ from what stands there."""
        return sum(1 for row in self.previews if row.before != row.value)


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


def read_sheet(text: str, reading: Reading) -> Sheet:
    """Check every row of `text` against the edition."""
    sheet = Sheet()
    text = text.lstrip("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        _read(rows, reading, sheet)
    except csv.Error as error:
        line = rows.line_num
        sheet.faults.append(Fault(line, "", _("The line cannot be read as CSV: %(error)s.") % {"error": error}))
    return sheet


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _read(rows: Iterator[list[str]], reading: Reading, sheet: Sheet) -> None:
    columns = _columns(next(rows, []), sheet)
    if sheet.faults:
        return
    leaves = {branch.indicator.code: branch for branch in reading.leaves}
    standing = {(score.indicator_id, score.country): score.value for score in reading.scores}
    seen: dict[tuple[int, str], int] = {}
    # line_num is that of the row's last line, where it can be looked up in an editor.
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
        entry = _entry(line, cells, leaves, sheet)
        if entry is None:
            continue
        place = (entry.indicator_id, entry.country)
        if place in seen:
            message = _("The same indicator and country (region) already stand in line %(line)d.") % {
                "line": seen[place]
            }
            sheet.faults.append(Fault(line, "country", message))
            continue
        seen[place] = line
        sheet.entries.append(entry)
        name = leaves[cells["indicator"].lower()].indicator.name
        sheet.previews.append(Preview(line, name, entry.country, entry.value, standing.get(place), entry.source))
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
    for name in REQUIRED:
        if name not in columns:
            sheet.faults.append(Fault(1, name, _("This column is missing.")))
    return columns


def _entry(line: int, cells: Mapping[str, str], leaves: Mapping[str, Branch], sheet: Sheet) -> Entry | None:
    before = len(sheet.faults)

    def fault(column: str, message: str) -> None:
        sheet.faults.append(Fault(line, column, message))

    branch = leaves.get(cells["indicator"].lower())
    if branch is None:
        fault(
            "indicator",
            _("“%(code)s” is no indicator of this edition that carries scores.") % {"code": cells["indicator"][:40]},
        )
    country = country_code(cells["country"])
    known = get(country) if country else None
    if known is None or len(known.code) != 2 or (known.is_organisation and known.code != "EU"):
        fault("country", _("“%(name)s” is not a country (region) we know.") % {"name": cells["country"][:40]})
    value = number(cells["value"])
    if value is None:
        fault(
            "value",
            _("“%(value)s” is not a number with at most 12 digits before and 6 after the point.")
            % {"value": cells["value"][:40]},
        )
    elif branch is not None and (outside := out_of_scale(branch, value)) is not None:
        fault("value", outside)
    for name, most in (("source", 300), ("note", 300), ("source_url", 500)):
        if len(cells.get(name, "")) > most:
            fault(name, _("The text is longer than %(most)d characters.") % {"most": most})
    if not cells["source"]:
        fault("source", _("Every score needs its source."))
    if (url := cells.get("source_url", "")) and not _is_url(url):
        fault("source_url", _("This is not an address that begins with http:// or https://."))
    if len(sheet.faults) > before or branch is None or known is None or value is None:
        return None
    return Entry(branch.indicator.pk, known.code, value, cells["source"], url, cells.get("note", ""))


def number(text: str) -> Decimal | None:
    """Read a number of at most 12 digits before and 6 after the point; None when it is none."""
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        return None
    exponent = value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= -6 else None


def _is_url(text: str) -> bool:
    try:
        _URL(text)
    except ValidationError:
        return False
    return True
