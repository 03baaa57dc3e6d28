"""Read a roster: workbook or CSV, every row checked, every fault named with its line and column. Nothing is written here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from portal.reference.countries import country_code
from portal.reference.phones import clean_phone
from portal.reference.uscc import clean_uscc
from portal.tabular import Fault, decode, rows_in, rows_of

MAX_BYTES = 2 * 1024 * 1024
SECONDS = 30
CELLS = Path(__file__).with_name("cells.py")
# The word of the template first; all are matched whatever their width and case.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("企业名称", "公司名称", "单位名称", "name of the firm", "firm", "name"),
    "uscc": ("统一社会信用代码", "信用代码", "unified social credit code", "uscc", "code"),
    "name_en": ("英文名称", "name in english", "english name"),
    "hall": ("展馆", "展厅", "馆号", "hall"),
    "booth": ("展位号", "展位", "booth"),
    "contact_name": ("联系人", "contact person", "contact"),
    "contact_phone": ("联系电话", "电话", "手机", "phone"),
    "contact_email": ("电子邮箱", "邮箱", "e-mail", "email"),
    "markets": ("目标市场", "市场", "target markets", "markets"),
    "exhibits": ("参展产品", "展品", "exhibits"),
    "note": ("备注", "note"),
    # An export of the list has them too; an import passes them over.
    "state": ("状态", "state"),
    "source": ("来源", "source"),
}
REQUIRED = ("name", "contact_name")
LABELS = {
    "name": gettext_lazy("name of the firm"), "uscc": gettext_lazy("unified social credit code"),
    "name_en": gettext_lazy("name in English"), "hall": gettext_lazy("hall"), "booth": gettext_lazy("booth"),
    "contact_name": gettext_lazy("contact person"), "contact_phone": gettext_lazy("phone"),
    "contact_email": gettext_lazy("e-mail"), "markets": gettext_lazy("target markets"), "exhibits": gettext_lazy("exhibits"),
    "note": gettext_lazy("note"), "state": gettext_lazy("state"), "source": gettext_lazy("source"),
}  # fmt: skip
_LONGEST = {"name": 200, "name_en": 200, "hall": 20, "booth": 30, "contact_name": 80, "note": 500}
_SEPARATORS = re.compile(r"[,;，；、/|\n]+")
_EXHIBITS = re.compile(r"[;；\n|]+")
_MARKED = frozenset({"'=", "'+", "'-", "'@"})
MOST_MARKETS = 30
MOST_EXHIBITS_OF_ROW = 20
_UNFIT = {
    "bomb": gettext_noop("The workbook would unpack to far too much. Save the list alone in a new workbook."),
    "encrypted": gettext_noop("The workbook is protected by a password. Save it without one."),
    "too_many_rows": gettext_noop("The list is longer than 5,000 rows. Split it."),
    "damaged": gettext_noop("The workbook cannot be read. Save it again as .xlsx, or as CSV."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One firm as the file has it: cleaned, empty cells "" or empty."""

    line: int
    name: str
    contact_name: str
    uscc: str = ""
    name_en: str = ""
    hall: str = ""
    booth: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    markets: tuple[str, ...] = ()
    exhibits: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Sheet:
    """What a file holds. Import `rows` only when there are no `faults`."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # The cells as they were, so that the confirmed import reads the very same.
    cells: list[tuple[int, dict[str, str]]] = field(default_factory=list)


def read_file(raw: bytes) -> Sheet:
    """Read the bytes of a workbook (.xlsx) or of a CSV. Raises ValidationError for a file that is not taken at all."""
    sheet = Sheet()
    if raw.startswith(b"PK\x03\x04"):
        if len(raw) > MAX_BYTES:
            raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": 2}, code="too_large")
        found = rows_in(_from_head(workbook_lines(raw)), headings=HEADINGS, required=REQUIRED, faults=sheet.faults)
    elif raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _("This is an old or protected workbook. Save it as .xlsx without a password."), code="old"
        )
    else:
        found = rows_of(decode(raw, most=MAX_BYTES), headings=HEADINGS, required=REQUIRED, faults=sheet.faults)
    sheet.cells = list(found)
    _read(sheet)
    return sheet


def read_cells(cells: Iterable[tuple[int, dict[str, str]]]) -> Sheet:
    """Read again what `read_file` found."""
    sheet = Sheet(cells=[(line, dict(row)) for line, row in cells])
    _read(sheet)
    return sheet


def workbook_lines(raw: bytes) -> list[tuple[int, list[str]]]:
    """Give the numbered lines of the first sheet, read by a process with limits. Raises ValidationError."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CELLS)], input=raw, capture_output=True, timeout=SECONDS, check=True
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        answer = {"fault": "damaged"}
    if "rows" not in answer:
        code = answer.get("fault")
        code = code if code in _UNFIT else "damaged"
        raise ValidationError(_(_UNFIT[code]), code=code)
    return [(line, cells) for line, cells in answer["rows"]]


def _from_head(lines: Sequence[tuple[int, list[str]]]) -> Sequence[tuple[int, list[str]]]:
    """Pass over a title above the head: the head is the first of the upper lines that names the firm."""
    words = {word.lower() for word in HEADINGS["name"]}
    for at, (_line, cells) in enumerate(lines[:6]):
        if any(cell.strip().lower() in words for cell in cells):
            return lines[at:]
    return lines


def _read(sheet: Sheet) -> None:
    seen: dict[tuple[str, str], int] = {}
    for line, raw in sheet.cells:
        # The mark that keeps a spreadsheet from running a text as a formula.
        cells = {name: value[1:] if value[:2] in _MARKED else value for name, value in raw.items()}
        row = _row(line, cells, sheet.faults)
        if row is None:
            continue
        for column, value in (("uscc", row.uscc), ("name", row.name)):
            if value and (first := seen.setdefault((column, value), line)) != line:
                sheet.faults.append(
                    Fault(line, column, _("The same stands in line %(line)d already.") % {"line": first})
                )
        sheet.rows.append(row)


def _row(line: int, cells: Mapping[str, str], faults: list[Fault]) -> Row | None:
    before = len(faults)

    def cleaned(column: str, clean: Callable[[str], str]) -> str:
        value = cells.get(column, "")
        try:
            return clean(value) if value else ""
        except ValidationError as error:
            faults.append(Fault(line, column, error.messages[0]))
            return ""

    for column in REQUIRED:
        if not cells.get(column):
            faults.append(Fault(line, column, _("This cell is empty.")))
    for column, most in _LONGEST.items():
        if len(cells.get(column, "")) > most:
            faults.append(Fault(line, column, _("The text is longer than %(most)d characters.") % {"most": most}))
    for column, value in cells.items():
        if value.startswith("#") and value.rstrip("!?/A0").upper() in {
            "#N",
            "#REF",
            "#VALUE",
            "#NAME",
            "#DIV",
            "#NUM",
            "#NULL",
        }:
            faults.append(
                Fault(line, column, _("The cell holds an error of the spreadsheet: %(text)s.") % {"text": value})
            )
    row = Row(
        line=line,
        name=cells.get("name", ""),
        contact_name=cells.get("contact_name", ""),
        uscc=cleaned("uscc", clean_uscc),
        name_en=cells.get("name_en", ""),
        hall=cells.get("hall", ""),
        booth=cells.get("booth", ""),
        contact_phone=cleaned("contact_phone", clean_phone),
        contact_email=cleaned("contact_email", _email),
        markets=_markets(line, cells.get("markets", ""), faults),
        exhibits=_exhibits(line, cells.get("exhibits", ""), faults),
        note=cells.get("note", ""),
    )
    return row if len(faults) == before else None


def _email(value: str) -> str:
    validate_email(value)
    return value


def _markets(line: int, text: str, faults: list[Fault]) -> tuple[str, ...]:
    found: list[str] = []
    for piece in filter(None, (piece.strip() for piece in _SEPARATORS.split(text))):
        code = country_code(piece)
        if code is None or len(code) != 2:
            faults.append(
                Fault(line, "markets", _("“%(text)s” is no country (region) that we know.") % {"text": piece[:40]})
            )
        elif code not in found:
            found.append(code)
    if len(found) > MOST_MARKETS:
        faults.append(Fault(line, "markets", _("There are more than %(most)d of them.") % {"most": MOST_MARKETS}))
    return tuple(found)


def _exhibits(line: int, text: str, faults: list[Fault]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(piece.strip() for piece in _EXHIBITS.split(text) if piece.strip()))
    if len(names) > MOST_EXHIBITS_OF_ROW:
        faults.append(
            Fault(line, "exhibits", _("There are more than %(most)d of them.") % {"most": MOST_EXHIBITS_OF_ROW})
        )
    if any(len(name) > 160 for name in names):
        faults.append(Fault(line, "exhibits", _("The text is longer than %(most)d characters.") % {"most": 160}))
    return names
