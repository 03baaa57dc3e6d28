"""States of a draft for the library, and the words for what is found in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.library.anonymise.identity import What

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class State(models.TextChoices):
    """Where a draft stands. Once handed in, the text goes the way of every text (alerts.publishing)."""

    PREPARING = "preparing", _("Being anonymised")
    HANDED_IN = "handed_in", _("Handed over for review")
    PUBLISHED = "published", pgettext_lazy("draft of a typical case", "Published")
    ENDED = "ended", _("Given up")


LIVE = (State.PREPARING, State.HANDED_IN, State.PUBLISHED)


class End(models.TextChoices):
    """Why a draft ended."""

    DROPPED = "dropped", _("Given up by the center")
    WITHDRAWN = "withdrawn", _("The applicant withdrew the consent")


class Manner(models.TextChoices):
    """How the applicant declared it."""

    FILED = "filed", _("With the request")
    PORTAL = "portal", _("In the portal")
    PHONE = "phone", _("By phone, the text was read out")
    IN_PERSON = "in_person", _("In person, at our desk")
    LETTER = "letter", _("By letter")


class Decision(models.TextChoices):
    """What was decided about a piece."""

    PROPOSED = "proposed", _("Not decided yet")
    ACCEPTED = "accepted", _("Replace")
    KEPT = "kept", _("Leave as it is")


WHAT_LABELS: dict[What, _StrPromise] = {
    What.FIRM: _("Firm"),
    What.LAW_FIRM: _("Law firm"),
    What.PERSON: pgettext_lazy("what is replaced", "Person"),
    What.MARK: _("Mark"),
    What.SHOP: _("Shop"),
    What.CODE: _("Identity number"),
    What.PHONE: _("Phone"),
    What.EMAIL: _("E-mail"),
    What.LINK: _("Web address"),
    What.ADDRESS: _("Street address"),
    What.CASE_NUMBER: _("Case number"),
    What.RIGHT_NUMBER: _("Number of a right"),
    What.PLACE: pgettext_lazy("what is replaced", "Place"),
    What.DATE: _("Date"),
    What.AMOUNT: _("Amount"),
    What.OTHER: _("Something else"),
}
WHAT_CHOICES = [(what.value, label) for what, label in WHAT_LABELS.items()]


@dataclass(frozen=True)
class Source:
    """A text of the file that may be chosen, and the part of the typical case it goes into."""

    code: str
    label: _StrPromise
    part: str


SOURCES: tuple[Source, ...] = (
    Source("summary", _("What happened (request)"), "facts"),
    Source("opinion_facts", _("Facts (opinion)"), "facts"),
    Source("cause", _("Cause of action"), "issue"),
    Source("opinion_analysis", _("Analysis (opinion)"), "issue"),
    Source("history", _("What the applicant had done"), "course"),
    Source("closing", _("Result in words (closing)"), "course"),
    Source("opinion_recommendation", _("Recommendation (opinion)"), "lesson"),
)
PARTS = ("facts", "issue", "course", "lesson")
# The names of the texts of a draft: title, summary and the parts, each in two languages.
TEXT_NAMES = tuple(f"{name}_{language}" for name in ("title", "summary", *PARTS) for language in ("zh", "en"))
