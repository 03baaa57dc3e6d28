"""Rows that people take away: CSV that spreadsheets open as it is. (What they bring is read by portal.tabular.)"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(value: object) -> object:
    """Keep a spreadsheet from running a text that begins like a formula; a number stays one (with "+" it is a phone's)."""
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def csv_answer(name: str, head: Sequence[object], lines: Iterable[Iterable[object]]) -> HttpResponse:
    """Answer with a file of this name, its head and its lines, every cell inert.

    In UTF-8 with a byte order mark, by which spreadsheets know it.
    """
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    writer = csv.writer(answer)
    writer.writerow(head)
    writer.writerows([inert(value) for value in line] for line in lines)
    return answer
