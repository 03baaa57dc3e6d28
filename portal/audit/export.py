"""The trail as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.selectors import Line

MOST_ROWS = 20_000
# What a spreadsheet would take for a formula.
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def write(lines: Iterable[Line]) -> bytes:
    """Write lines as CSV in UTF-8 with a byte-order mark, which the spreadsheets of our users need to see Chinese."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(
        [
            _("No."),
            _("Time"),
            _("Person"),
            _("Seat"),
            _("Network address"),
            _("Deed"),
            _("In words"),
            _("Object"),
            _("Center"),
            _("Facts"),
        ]
    )
    for line in lines:
        entry = line.entry
        cells = [
            entry.pk,
            timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds"),
            line.who,
            entry.seat,
            entry.address or "",
            entry.verb,
            line.words,
            line.object,
            line.center,
            json.dumps(entry.payload, ensure_ascii=False, sort_keys=True),
        ]
        writer.writerow([_harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell
