"""指导意见书: the opinion of an expert, countersigned by the center's supervisor."""

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from cases.choices import PaperKind
from cases.papers.letters import Letter


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionLine:
    """Describe one way to respond, in the words of the opinion: what speaks for and against it, cost and time."""

    name: str
    comment: str = ""
    cost: str = ""
    duration: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """Record who signed as what, and when; `organisation` and `title` as the expert bank has them."""

    role: str
    name: str
    signed_at: dt.datetime
    organisation: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class GuidanceOpinion(Letter):
    """指导意见书 as frozen after countersignature. Texts may hold several paragraphs."""

    kind: ClassVar[PaperKind] = PaperKind.OPINION

    version: int
    facts: str
    analysis: str
    options: tuple[OptionLine, ...]
    risks: str
    recommendation: str
    signatures: tuple[Signature, ...]
    materials: tuple[str, ...] = ()
    """What the opinion is based on, by name."""
