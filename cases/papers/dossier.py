"""卷宗: the whole file of a case, in report form."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from cases.choices import PaperKind
from cases.papers.parts import DeadlineLine, FileLine, Letterhead


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Pair a label with a text, for the summary table."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Tell one step of the timeline."""

    at: dt.datetime
    what: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedPaper:
    """List one document generated for the case. `key` finds its PDF; `sha256` is that of the PDF's bytes."""

    key: str
    title: str
    number: str
    issued_on: dt.date
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """List one attachment. `key` finds its bytes when `merge` allows them to be bound in."""

    key: str
    file: FileLine
    media_type: str
    merge: bool = True
    """False for what must not be copied into the file (a secrecy mark, a rejected upload): listed only."""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """Quote one message between the applicant and the center."""

    at: dt.datetime
    sender: str
    role: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """卷宗. `number` is the file number (档号); `retention` the retention period in words."""

    kind: ClassVar[PaperKind] = PaperKind.DOSSIER

    letterhead: Letterhead
    number: str
    case_number: str
    case_title: str
    applicant: str
    state: str
    submitted_on: dt.date
    closed_on: dt.date | None
    compiled_at: dt.datetime
    compiled_by: str
    retention: str = ""
    secrecy: str = ""
    summary: tuple[Row, ...] = ()
    timeline: tuple[Event, ...] = ()
    deadlines: tuple[DeadlineLine, ...] = ()
    papers: tuple[IssuedPaper, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    messages: tuple[Message, ...] = ()
    outcome: tuple[Row, ...] = ()
    demo: bool = False
