"""The file of fees: CSV in, CSV out. Every fault is named with its line and column; a file with a fault gives no rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alerts.fees.forms.fee import FeeForm
from alerts.fees.lines import COLUMNS, Line
from alerts.fees.models import Office
from portal.reference.text import half_width
from portal.tabular import MIB, Fault, decode, delimiter_of

MOST_ROWS = 5000
MOST_BYTES = 2 * MIB
REQUIRED = (
    "office", "right", "act", "code", "amount", "currency", "valid_from", "label", "label_zh", "source_title",
    "source_url", "read_on",
)  # fmt: skip
# A spreadsheet must not take a cell for a formula when somebody opens the download.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


class BrokenFileError(Exception):
    """The file cannot be read as a table at all; `fault` says where and why."""

    def __init__(self, line: int, message: str, column: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(line, column, message)


def read_table(raw: bytes, offices: Mapping[str, Office]) -> tuple[list[tuple[int, Line]], list[Fault]]:
    """Read a file: the numbered lines, or the faults; never both."""
    try:
        records = list(_records(decode(raw, most=MOST_BYTES)))
    except ValidationError as refused:
        return [], [Fault(1, "", refused.messages[0])]
    except BrokenFileError as broken:
        return [], [broken.fault]
    if not records:
        return [], [Fault(2, "", _("There is no row below the head."))]
    lines: list[tuple[int, Line]] = []
    faults: list[Fault] = []
    known = dict(offices)
    for number, cells, surplus in records:
        if surplus:
            faults.append(Fault(number, "", _("This line has more cells than the head.")))
            continue
        form = FeeForm(cells, offices=known)
        if form.is_valid():
            lines.append((number, form.line))
        for column, errors in form.errors.as_data().items():
            faults += [Fault(number, column, " ".join(error.messages)) for error in errors]
    return ([], sorted(faults)) if faults else (lines, [])


def _records(text: str) -> Iterator[tuple[int, dict[str, str], bool]]:
    """Give the number of each record's first line, its cells by column, and whether it has cells beyond the head."""
    # Excel writes "sep=;" before the head where it was told to.
    skipped = 1 if text[:4].lower() == "sep=" else 0
    head_line = text.splitlines()[skipped] if len(text.splitlines()) > skipped else ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(head_line), strict=True)
    for _each in range(skipped):
        next(reader)
    head: list[str] | None = None
    count = 0
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BrokenFileError(number, _("The quotation marks of this line do not match.")) from error
        if not any(cell.strip() for cell in cells):
            continue
        if head is None:
            head = _head(number, cells)
            continue
        count += 1
        if count > MOST_ROWS:
            raise BrokenFileError(number, _("A file has %(most)d rows at most. Split it.") % {"most": MOST_ROWS})
        surplus = any(cell.strip() for cell in cells[len(head) :])
        yield number, {name: _plain(cell) for name, cell in zip(head, cells, strict=False) if name}, surplus


def _head(number: int, cells: list[str]) -> list[str]:
    names = [half_width(cell).strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in COLUMNS:
            raise BrokenFileError(number, _("“%(name)s” is not a column of this file.") % {"name": name}, name)
        if names.count(name) > 1:
            raise BrokenFileError(number, _("The column “%(name)s” stands twice.") % {"name": name}, name)
    for name in REQUIRED:
        if name not in names:
            raise BrokenFileError(number, _("The column “%(name)s” is missing.") % {"name": name}, name)
    return names


def _plain(cell: str) -> str:
    """Take the mark off that `write_table` puts before what looks like a formula."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_table(lines: Iterable[Line]) -> str:
    """Write lines as a file that `read_table` reads back and Excel opens with its Chinese intact."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(f"'{cell}" if _FORMULA.match(cell) else cell for cell in line.cells().values())
    return out.getvalue()
