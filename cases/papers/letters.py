"""The four letters in GB/T 9704-2012 letter form that answer an application or end a guidance."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from cases.choices import PaperKind
from cases.papers.parts import (
    Addressee,
    CaseReference,
    DeadlineLine,
    DocumentNumber,
    Letterhead,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """Hold what every letter has. `issued_at` is aware and gives 成文日期 in its own zone."""

    kind: ClassVar[PaperKind]

    letterhead: Letterhead
    number: DocumentNumber
    addressee: Addressee
    case: CaseReference
    issued_at: dt.datetime
    deadlines: tuple[DeadlineLine, ...] = ()
    attachments: tuple[str, ...] = ()
    """Names of the papers sent with the letter, without numbers."""
    demo: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingItem:
    """Name one thing the applicant still owes, and what exactly is wanted."""

    name: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplementNotice(Letter):
    """补充材料通知书: what is missing and until when (`due`, inclusive)."""

    kind: ClassVar[PaperKind] = PaperKind.SUPPLEMENT_NOTICE

    items: tuple[MissingItem, ...]
    due: dt.date
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclineNotice(Letter):
    """不予受理通知书: the catalogued reason, what it means here, and what the applicant can do next."""

    kind: ClassVar[PaperKind] = PaperKind.DECLINE_NOTICE

    reason: str
    explanation: str
    next_steps: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptanceNotice(Letter):
    """受理通知书: who handles the case, and by when the opinion is planned.

    `handling_center` is the custodian; `opinion_due` the day by which the opinion is to be issued under the center's
    standard procedure (working days in `opinion_working_days`), both optional together.
    """

    kind: ClassVar[PaperKind] = PaperKind.ACCEPTANCE_NOTICE

    accepted_on: dt.date
    handling_center: str
    handler: str = ""
    handler_phone: str = ""
    requests: tuple[str, ...] = ()
    opinion_due: dt.date | None = None
    opinion_working_days: int | None = None
    duties: tuple[str, ...] = ()
    """What this applicant must do beyond the standing duties that every acceptance lists."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TerminationNotice(Letter):
    """终止指导告知书: from which day, for which reason, what was done, what can follow."""

    kind: ClassVar[PaperKind] = PaperKind.TERMINATION_NOTICE

    effective_on: dt.date
    reason: str
    explanation: str = ""
    work_done: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
