"""Make foreign text safe to set: no control characters, no direction tricks, no endless words, no empty boxes.

Everything a document shows passes `prepare` once. The text stays text (the templates escape it); what changes is only
what could not be read on paper anyway.
"""

import dataclasses
import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from portal.documents.pdf.errors import PdfLimitExceeded

# Direction overrides, embeddings, isolates and marks: they can make "甲方" read as another word (CVE-2021-42574).
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Invisible on paper, harmful in search and copy. Joiners (200C, 200D) are judged by their neighbours below.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_DROP = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_BIDI}{_INVISIBLE}\ufff9-\ufffb\U000e0000-\U000e0fff]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_JOINERS = re.compile("(?<![\u0600-\u06ff\u0750-\u077f\u0900-\u0dff])[\u200c\u200d]|[\u200c\u200d]+$")
_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Scripts written without spaces break anywhere by themselves; the run that matters is of everything else.
_RUN = re.compile("[^\\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]{81,}")
_ZWSP: Final = "\u200b"
_RUN_STEP: Final = 40
_MARKS_IN_A_ROW: Final = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """Bound one document: list items, lines, characters of one field and in all, nesting, pages.

    Measured on two cores: a document at all these bounds stays below 60 s and 1 GiB (tests/documents).
    """

    rows: int = 1_000
    lines: int = 4_000
    field_chars: int = 120_000
    total_chars: int = 250_000
    depth: int = 12
    pages: int = 1_000


DEFAULT_LIMITS: Final = Limits()


def clean(text: str, *, drawable: Collection[int]) -> str:
    """Return `text` fit for setting: newlines kept, the rest of the control characters gone."""
    # A template would trust a Markup; a plain str is always escaped.
    text = str.__str__(text) if type(text) is str else "".join(text)
    if text.isascii() and text.isprintable() and len(text) <= 80:
        return text
    text = _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", text))
    text = _DROP.sub("", _BLANKS.sub(" ", text))
    text = _JOINERS.sub("", text)
    text = _tame_marks(text)
    text = _name_undrawable(text, drawable)
    return _RUN.sub(_break_run, text)


def prepare(data: Any, *, drawable: Collection[int], limits: Limits) -> Any:
    """Return `data` as plain dicts, lists and cleaned strings; raise `PdfLimitExceeded` when it is too large.

    Takes mappings, dataclasses, sequences, str, numbers, Decimal, dates, enums (by value) and None. Anything else is
    a `TypeError`: a document is made of plain data, so a model instance that slipped in fails loudly.
    """
    return _Preparation(drawable, limits).walk(data, 0)


class _Preparation:
    def __init__(self, drawable: Collection[int], limits: Limits) -> None:
        self.drawable = drawable
        self.limits = limits
        self.rows = 0
        self.lines = 0
        self.chars = 0

    def walk(self, value: Any, depth: int) -> Any:
        if depth > self.limits.depth:
            raise PdfLimitExceeded("depth", depth, self.limits.depth)
        if isinstance(value, enum.Enum):
            return self.walk(value.value, depth)
        if isinstance(value, str):
            return self._text(value)
        if value is None or isinstance(value, bool | int | float | Decimal | dt.date | dt.time | dt.timedelta):
            return value
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {field.name: self.walk(getattr(value, field.name), depth + 1) for field in dataclasses.fields(value)}
        if isinstance(value, Mapping):
            return {str(key): self.walk(item, depth + 1) for key, item in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
            self._count("rows", len(value))
            return [self.walk(item, depth + 1) for item in value]
        raise TypeError(f"a document cannot carry {type(value).__name__}")

    def _text(self, value: str) -> str:
        if len(value) > self.limits.field_chars:
            raise PdfLimitExceeded("field_chars", len(value), self.limits.field_chars)
        self._count("chars", len(value))
        text = clean(value, drawable=self.drawable)
        self._count("lines", text.count("\n"))
        return text

    def _count(self, what: str, amount: int) -> None:
        total = getattr(self, what) + amount
        setattr(self, what, total)
        name = "total_chars" if what == "chars" else what
        allowed = getattr(self.limits, name)
        if total > allowed:
            raise PdfLimitExceeded(name, total, allowed)


def _tame_marks(text: str) -> str:
    """Compose accents and keep at most four combining marks in a row: stacked ones paint over other lines."""
    if text.isascii() or not any(map(unicodedata.combining, set(text))):
        return text
    kept: list[str] = []
    row = 0
    for char in text:
        row = row + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if row <= _MARKS_IN_A_ROW:
            kept.append(char)
    # Composing by cluster leaves CJK compatibility ideographs, which NFC would exchange, as the writer chose them.
    return re.sub(
        "[^\uf900-\ufaff\U0002f800-\U0002fa1f]+",
        lambda m: unicodedata.normalize("NFC", m[0]),
        "".join(kept),
    )


def _name_undrawable(text: str, drawable: Collection[int]) -> str:
    unknown = {char for char in set(text) if ord(char) not in drawable and char not in "\n\u200c\u200d"}
    if not unknown:
        return text
    return text.translate({ord(char): f"〔U+{ord(char):04X}〕" for char in unknown})


def _break_run(match: re.Match[str]) -> str:
    run = match[0]
    return _ZWSP.join(run[start : start + _RUN_STEP] for start in range(0, len(run), _RUN_STEP))
