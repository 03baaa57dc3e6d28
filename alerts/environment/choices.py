"""Words of the environment room: kinds of indices, states, questions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEVELS = 3
# A cell of a survey's results with fewer answers is not shown: it could be read back to one firm.
SMALLEST_CELL = 5
SCALE_POINTS = (1, 2, 3, 4, 5)
# Words of an address under /environment/ that no index may take as its code.
RESERVED_CODES = ("surveys",)
LANGUAGES = ("zh-hans", "en")


class Origin(models.TextChoices):
    """Whose index it is."""

    OWN = "own", _("Our own")
    PUBLISHED = "published", _("Published by others")


class Basis(models.TextChoices):
    """What an edition rests on."""

    COMPUTED = "computed", _("Computed from the scores of its indicators")
    OVERALL = "overall", _("Overall scores as published")
    FACTS = "facts", _("Structure and facts; no scores were published")


class EditionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for review")
    RELEASED = "released", _("Released")


class Direction(models.TextChoices):
    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")


class SurveyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for review")
    OPEN = "open", _("Open for answers")
    CLOSED = "closed", _("Closed, results under review")
    RELEASED = "released", _("Results released")


# What firms and the public see of surveys; before that they are being written.
BEGUN = (SurveyState.OPEN, SurveyState.CLOSED, SurveyState.RELEASED)


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("Scale from 1 to 5")
    CHOICE = "choice", _("One of several answers")
    TEXT = "text", _("Free text")


class ReportState(models.TextChoices):
    PENDING = "pending", _("Being made")
    READY = "ready", pgettext_lazy("state of a report", "Ready")
    FAILED = "failed", _("Could not be made")


class EditionVerb(models.TextChoices):
    PROPOSE = "propose", _("Hand in for review")
    WITHDRAW = "withdraw", _("Take back into the draft")
    RETURN = "return", _("Return to the editor")
    RELEASE = "release", _("Release")


class SurveyVerb(models.TextChoices):
    PROPOSE = "propose", _("Hand in for review")
    WITHDRAW = "withdraw", _("Take back into the draft")
    RETURN = "return", _("Return to the editor")
    OPEN = "open", _("Open for answers")
    CLOSE = "close", _("Close")
    RELEASE = "release", _("Release the results")
