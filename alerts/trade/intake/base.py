"""The one shape of every source of investigations: bytes in, records and faults out.

A source is read in two steps. A *source* fetches bytes (`FileSource` now; a live feed is another class with the same
`fetch`). A *reader* understands one format. What a reader cannot take is named with its line and field, and then the whole
file waits: nothing is half imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _
from pydantic import ValidationError

from alerts.trade.choices import Origin
from alerts.trade.intake.records import Record


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file: where (a line, or the row with its number), which field, and what."""

    place: str
    field: str
    message: str


@dataclass(frozen=True)
class Reading:
    """What a reader made of a file: records, the source's own record of each by number, and faults."""

    records: Sequence[Record]
    raws: Mapping[str, Any]
    faults: Sequence[Fault]


class Source(Protocol):
    """Where bytes come from."""

    @property
    def name(self) -> str: ...

    def fetch(self) -> bytes:
        """Give the bytes of one file."""
        ...


class Reader(Protocol):
    """Who understands one format."""

    @property
    def origin(self) -> Origin: ...

    def understands(self, document: Any) -> bool:
        """Say whether a parsed document is of this reader's format."""
        ...

    def read(self, document: Any) -> Reading:
        """Turn a parsed document into records."""
        ...


@dataclass(frozen=True)
class FileSource:
    """A file on this machine."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def fetch(self) -> bytes:
        return self.path.read_bytes()


def sha256_of(raw: Any) -> str:
    """Give the SHA-256 of a record's canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


_WORDS = {
    "missing": lambda: _("is missing"),
    "extra_forbidden": lambda: _("is not a field of this form"),
    "enum": lambda: _("is not one of the values"),
    "string_too_long": lambda: _("is too long"),
    "string_too_short": lambda: _("is empty"),
    "date_far": lambda: _("is a date before 1930 or after 2100"),
    "country_unknown": lambda: _("names a country (region) we do not know"),
    "province_unknown": lambda: _("is no province of GB/T 2260"),
    "industry_unknown": lambda: _("is no section of GB/T 4754"),
    "untitled": lambda: _("There is no title."),
    "undated": lambda: _("Neither the day of the complaint nor that of institution is given."),
    "order": lambda: _("It ends before it begins."),
}


def faults_of(error: ValidationError, place: str) -> list[Fault]:
    """Name every field of one row that does not fit, in the reader's language."""
    found = []
    for each in error.errors(include_url=False):
        field = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in each["loc"])
        kind = str(each["type"])
        if kind in _WORDS:
            message = _WORDS[kind]()
        elif kind.startswith("date"):
            message = _("is no date of the form 2026-11-23")
        else:
            message = _("does not fit this form")
        given = each.get("input")
        if field and isinstance(given, str) and given:
            message = _("%(message)s: %(given)s") % {"message": message, "given": given[:60]}
        found.append(Fault(place, field, message))
    return found


def row_name(index: int, number: object) -> str:
    """Name a row for people: “row 3 (337-TA-1443)”."""
    return _("row %(row)s (%(number)s)") % {"row": index + 1, "number": str(number or "—")[:40]}
