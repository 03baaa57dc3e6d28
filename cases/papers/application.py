"""海外知识产权纠纷应对指导申请书: the request as the applicant sent it, on a form."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from cases.choices import PaperKind
from cases.papers.parts import ApplicantKind, DeadlineLine, FileLine, Letterhead, Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicant:
    """Describe who asks. Choices are given in words, identity numbers as they may be shown (masked for persons)."""

    kind: ApplicantKind
    kind_label: str
    name: str
    id_label: str
    id_number: str
    province: str
    contact: str
    phone: str
    city: str = ""
    address: str = ""
    industry: str = ""
    specialised: bool = False
    """专精特新 firm."""
    email: str = ""
    agent: str = ""
    power_of_attorney: bool | None = None
    """Whether a power of attorney is enclosed; None when there is no agent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Opponent:
    """Name one other party; `npe` is None when not known."""

    name: str
    country: str = ""
    npe: bool | None = None
    counsel: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RightLine:
    """Describe one right, asserted against the applicant or held by them."""

    kind: str
    number: str
    title: str = ""
    owner: str = ""
    country: str = ""
    expires_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ProductLine:
    """Name one product concerned."""

    name: str
    hs_code: str = ""
    nice_class: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServedLine:
    """Record one foreign document served, with the day of service at the place of service."""

    title: str
    served_on: dt.date | None
    manner: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """Describe the dispute; every choice in words, Chinese first."""

    role: str
    kind: str
    ip_kinds: tuple[str, ...]
    countries: tuple[str, ...]
    forum_kind: str = ""
    forum: str = ""
    foreign_case_number: str = ""
    cause: str = ""
    stage: str = ""
    exhibition: str = ""
    first_known_on: dt.date | None = None
    amount: Money | None = None
    tro: bool = False
    """A temporary restraining order or a frozen account."""
    frozen: Money | None = None
    opponents: tuple[Opponent, ...] = ()
    asserted_rights: tuple[RightLine, ...] = ()
    own_rights: tuple[RightLine, ...] = ()
    products: tuple[ProductLine, ...] = ()
    served: tuple[ServedLine, ...] = ()
    history: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """Record one declaration: its full text, the version of that text, and whether and when it was given."""

    title: str
    text: str
    version: str
    given: bool
    given_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Application:
    """申请书. `case_number` doubles as its number on the verification page."""

    kind: ClassVar[PaperKind] = PaperKind.APPLICATION

    letterhead: Letterhead
    """The center the request was routed to."""
    case_number: str
    submitted_at: dt.datetime
    source: str
    applicant: Applicant
    dispute: Dispute
    requests: tuple[str, ...]
    request_note: str = ""
    files: tuple[FileLine, ...] = ()
    consents: tuple[Consent, ...] = ()
    deadlines: tuple[DeadlineLine, ...] = ()
    filed_by: str = ""
    """Who filed on the applicant's behalf (a center's staff), empty when they filed themselves."""
    demo: bool = False
