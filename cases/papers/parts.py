"""Parts that several documents share.

All dates are those of the place named beside them; date-times are aware. Texts are plain: newlines part paragraphs,
nothing is markup. Tuples, not lists, so that a document cannot change after its hash was taken.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portal.documents.pdf.numbering import DocumentNumber

__all__ = ["DocumentNumber"]

ApplicantKind = Literal["natural", "legal", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterhead:
    """Name the issuing body (发文机关全称或规范化简称) and who answers questions there."""

    issuing_body: str
    contact: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    portal_host: str = ""
    """The address of the center's site as printed, such as "zhejiang.example.cn"; empty when it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addressee:
    """Name whom a letter is for (主送); `kind` decides between 您 and 你单位."""

    name: str
    kind: ApplicantKind

    @property
    def you(self) -> str:
        """Return how the letter addresses them."""
        return "您" if self.kind == "natural" else "你单位"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseReference:
    """Identify the case a letter speaks of; `title` is the dispute in a few words."""

    number: str
    title: str
    submitted_on: dt.date


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineLine:
    """State one foreign response period.

    `due` is a day at the forum, `due_time` the hour there when it matters, `zone` the zone as readers know it
    ("美国东部时间 UTC−5"), `legal_source` the rule ("FRCP 12(a)(1)(A)(i)"), `basis` how the day was found
    ("自2026年11月3日送达起21日").
    """

    what: str
    due: dt.date
    zone: str
    forum: str = ""
    basis: str = ""
    legal_source: str = ""
    due_time: dt.time | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """Hold an amount in an ISO 4217 currency, and in CNY at the rate of `rate_date` where known."""

    amount: Decimal
    currency: str
    cny: Decimal | None = None
    rate_date: dt.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLine:
    """List one attachment: its original name, size in bytes, secrecy mark in words, and hashes in hex."""

    name: str
    size: int
    sha256: str
    sm3: str = ""
    secrecy: str = ""
    kind: str = ""
    uploaded_at: dt.datetime | None = None
    uploaded_by: str = ""
