"""Kinds, states and the parts of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(models.TextChoices):
    ALERT = "alert", pgettext_lazy("kind of publication", "Alert")
    LAW = "law", _("Law change")
    GUIDE = "guide", _("Guide chapter")
    CASE = "case", _("Typical case")
    REPORT = "report", _("Report")
    NEWS = "news", _("News")


class State(models.TextChoices):
    """Where the text in hand stands; what the public reads meanwhile is the item's edition."""

    DRAFT = "draft", _("Being written")
    IN_REVIEW = "in_review", _("In review")
    SCHEDULED = "scheduled", _("Approved, goes out on its day")
    PUBLISHED = "published", _("Published")
    RETRACTED = "retracted", _("Retracted")
    DISCARDED = "discarded", _("Thrown away")


class Verb(models.TextChoices):
    SUBMIT = "submit", _("Hand in for review")
    TAKE_BACK = "take_back", _("Take back")
    RETURN = "return", _("Send back")
    APPROVE = "approve", _("Approve")
    HOLD = "hold", _("Stop publication")
    PUBLISH = "publish", _("Publish")
    BOUNCE = "bounce", _("Return to review")
    REVISE = "revise", _("Write a new version")
    DROP = "drop", _("Drop this version")
    DISCARD = "discard", _("Throw away")
    RETRACT = "retract", _("Retract")


class Level(models.TextChoices):
    """How pressing an alert is, least first."""

    NOTICE = "notice", pgettext_lazy("level of an alert", "For information")
    ATTENTION = "attention", pgettext_lazy("level of an alert", "Attention")
    WARNING = "warning", pgettext_lazy("level of an alert", "Warning")
    URGENT = "urgent", pgettext_lazy("level of an alert", "Urgent")


class Right(models.TextChoices):
    """What a typical case is about (§10 of the policy)."""

    PATENT = "patent", _("Patent")
    TRADEMARK = "trademark", _("Trademark")
    GI = "gi", _("Geographical indication")
    TRADE_SECRET = "trade_secret", _("Trade secret")
    UNFAIR_COMPETITION = "unfair_competition", _("Unfair competition")


class Tag(models.TextChoices):
    """Whom an item speaks to beside industry and market."""

    SPECIALIZED = "specialized", _("Specialised and innovative firms (专精特新)")
    SELLER = "seller", _("Cross-border sellers on platforms")
    EXHIBITOR = "exhibitor", _("Exhibitors at fairs abroad")
    LICENSEE = "licensee", _("Licensees of foreign rights")


class Offer(models.TextChoices):
    """Whether a center's item is offered to the whole country."""

    NONE = "", _("Not offered")
    OFFERED = "offered", _("Offered to the whole country")
    TAKEN = "taken", _("Shown in the whole country")
    DECLINED = "declined", _("Not taken by the national center")


@dataclass(frozen=True)
class Part:
    """One section of a text; `required` in Chinese before it can be handed in."""

    code: str
    label: str | _StrPromise
    required: bool = True


_BODY = (Part("body", _("Text")),)
PARTS: dict[Kind, tuple[Part, ...]] = {
    Kind.ALERT: (
        Part("happened", _("What happened")),
        Part("affected", _("Who is concerned")),
        Part("todo", _("What to do")),
    ),
    Kind.LAW: (
        Part("before", _("Before"), required=False),
        Part("after", _("From now on")),
        Part("impact", _("What it means for firms")),
    ),
    Kind.GUIDE: _BODY,
    Kind.CASE: (
        Part("facts", pgettext_lazy("part of a typical case", "Facts")),
        Part("issue", _("Question")),
        Part("course", _("Course and outcome")),
        Part("lesson", _("What to learn from it")),
    ),
    Kind.REPORT: _BODY,
    Kind.NEWS: _BODY,
}
# What the public must be able to check for itself.
NEEDS_SOURCE = frozenset({Kind.ALERT, Kind.LAW, Kind.GUIDE, Kind.CASE})
# Kinds that a center may write for its own clients; the others are the nation's.
LOCAL_KINDS = frozenset({Kind.ALERT, Kind.CASE, Kind.NEWS})
# Begun on another room's pages, which give the chapter its country and owner; written and reviewed like every text.
BEGUN_ELSEWHERE = frozenset({Kind.GUIDE})
