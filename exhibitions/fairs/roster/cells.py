"""Read the cells of one workbook from standard input and write them as JSON. Run in a process of its own, with limits.

    python -I cells.py < roster.xlsx

Prints {"rows": [[line, [cell, …]], …]} or {"fault": code}. Stands alone: it imports nothing of the portal, so that
what a hostile file may break is this process and no other.
"""

import datetime
import io
import json
import os
import resource
import sys
import zipfile

MEMORY = 768 * 1024 * 1024
SECONDS = 20
MAX_PARTS = 400
MAX_UNPACKED = 64 * 1024 * 1024
MAX_ROWS = 5_000
# Empty rows that a spreadsheet drags along are passed over, up to here.
MAX_SEEN = 20_000
MAX_COLUMNS = 40
LONGEST = 3_000
# One long text may stand in many cells; all of them together are no more than this.
MOST_TEXT = 6 * 1024 * 1024


class Unfit(Exception):
    """The workbook is not taken; `args[0]` is the code of the reason."""


def main() -> None:
    """Limit this process, then read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer: dict[str, object] = {"rows": _rows(sys.stdin.buffer.read())}
    except Unfit as unfit:
        answer = {"fault": unfit.args[0]}
    except MemoryError:
        answer = {"fault": "bomb"}
    except Exception:  # openpyxl raises a different one for every broken file
        answer = {"fault": "damaged"}
    json.dump(answer, sys.stdout)


def _rows(raw: bytes) -> list[tuple[int, list[str]]]:
    _weigh(raw)
    # Entities are refused by defusedxml, which openpyxl takes where lxml does not come before it.
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl
    from openpyxl import xml

    if not xml.DEFUSEDXML:
        raise Unfit("damaged")
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    found: list[tuple[int, list[str]]] = []
    sheet = book.worksheets[0]
    told = 0
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, max_row=MAX_SEEN + 1, values_only=True), 1):
        if line > MAX_SEEN:
            raise Unfit("too_many_rows")
        row = [_text(cell) for cell in cells]
        told += sum(map(len, row))
        if told > MOST_TEXT:
            raise Unfit("bomb")
        if any(row):
            found.append((line, row))
        if len(found) > MAX_ROWS + 20:
            raise Unfit("too_many_rows")
    return found


def _weigh(raw: bytes) -> None:
    """Refuse what would unpack to far too much; zipfile never gives more than the directory says."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except zipfile.BadZipFile as error:
        raise Unfit("damaged") from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unfit("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Unfit("encrypted")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, (datetime.datetime, datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)[:LONGEST].strip()


if __name__ == "__main__":
    main()
