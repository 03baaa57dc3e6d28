"""Files of rows that people bring from a spreadsheet: CSV in the encodings and with the separators that Excel writes.

Every fault is named with its line and column. Nothing is written here; what a row means is the importing room's matter.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.reference.text import half_width, squeeze

MIB = 1024 * 1024
MAX_BYTES = MIB
MAX_ROWS = 5_000
# One screenful of faults is enough to mend a file.
MAX_FAULTS = 100


class Fault(NamedTuple):
    """Something wrong with a file: the line (from 1, the head's), the column ("" for the whole line), and what."""

    line: int
    column: str
    message: str


def decode(raw: bytes, *, most: int = MAX_BYTES) -> str:
    """Give the text of a file in UTF-8 (with a mark or without), GBK/GB 18030, or what Excel calls Unicode text.

    Raises ValidationError for a file of more than `most` bytes, an empty one, a workbook, and what is no text.
    """
    if len(raw) > most:
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": most // MIB}, code="too_large")
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValidationError(
            _("This is a workbook. Save it as CSV in the spreadsheet and choose that file."), code="workbook"
        )
    if not raw.strip():
        raise ValidationError(_("The file is empty."), code="empty")
    encodings = ["utf-8-sig", "gb18030"]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(
        _("This is not a text in UTF-8 or GBK. Save it as “CSV UTF-8” and choose that file."), code="encoding"
    )


def delimiter_of(line: str) -> str:
    """Give the separator of a table from its head: comma, semicolon or tab."""
    return max(",;\t", key=line.count)


def rows_of(
    text: str, *, headings: Mapping[str, tuple[str, ...]], required: Collection[str], faults: list[Fault]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells by column) of every row that is not blank; cells are trimmed, absent ones "".

    `headings` are the words for each column, matched whatever their width and case, in any order. What is wrong with the
    table itself goes into `faults`; with a fault in the head there are no rows, and after 100 faults no more.
    """
    lines = _Lines(text.lstrip("\ufeff"))
    try:
        yield from rows_in(lines, headings=headings, required=required, faults=faults)
    except csv.Error as error:
        faults.append(Fault(lines.line, "", _("The line cannot be read as CSV: %(error)s.") % {"error": error}))


class _Lines:
    """The lines of a CSV, each with the number of its last line, where it can be looked up in an editor."""

    def __init__(self, text: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text.split("\n", 1)[0]))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        return ((self._reader.line_num, row) for row in self._reader)

    @property
    def line(self) -> int:
        """The line being read."""
        return self._reader.line_num


def rows_in(
    lines: Iterable[tuple[int, list[str]]], *, headings: Mapping[str, tuple[str, ...]], required: Collection[str],
    faults: list[Fault],
) -> Iterator[tuple[int, dict[str, str]]]:  # fmt: skip
    """Yield the rows of numbered `lines`, whose first is the head, as `rows_of` does."""
    count = 0
    rest = iter(lines)
    columns = _columns(next(rest, (1, []))[1], headings, required, faults)
    if faults:
        return
    for line, row in rest:
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > MAX_ROWS:
            faults.append(Fault(line, "", _("There are more than %(most)d rows.") % {"most": MAX_ROWS}))
            return
        if len(faults) >= MAX_FAULTS:
            return
        yield line, {name: squeeze(row[place]) if place < len(row) else "" for name, place in columns.items()}
    if not count and not faults:
        faults.append(Fault(1, "", _("The file holds no rows.")))


def _columns(
    head: list[str], headings: Mapping[str, tuple[str, ...]], required: Collection[str], faults: list[Fault]
) -> dict[str, int]:
    names = {_folded(word): name for name, words in headings.items() for word in words}
    columns: dict[str, int] = {}
    for place, cell in enumerate(head):
        name = names.get(_folded(cell))
        if name is None and cell.strip():
            faults.append(Fault(1, cell.strip()[:40], _("This column is not known.")))
        elif name is not None:
            columns.setdefault(name, place)
    faults += [Fault(1, name, _("This column is missing.")) for name in required if name not in columns]
    return columns


def _folded(word: str) -> str:
    return half_width(word).strip().lower()
