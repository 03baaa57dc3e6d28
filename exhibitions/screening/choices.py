"""States and kinds of the check of exhibits, with the words shown for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChecklistState(models.TextChoices):
    """A checklist is its writer's until it waits; somebody else of the nation releases it, and then it never changes."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for release")
    RELEASED = "released", _("In use")
    RETIRED = "retired", _("Out of use")


class ChecklistVerb(models.TextChoices):
    PROPOSE = "propose", _("Hand in for release")
    RETURN = "return", _("Send back")
    TAKE_BACK = "take_back", _("Take back")
    RELEASE = "release", _("Release")
    RETIRE = "retire", _("Take out of use")


class Level(models.TextChoices):
    """How great a risk is, from none up."""

    NONE = "none", _("No risk seen")
    LOW = "low", _("Low risk")
    MEDIUM = "medium", _("Medium risk")
    HIGH = "high", _("High risk")


RANK = {level: rank for rank, level in enumerate(Level)}


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not sure")


# Which of the two sure answers of a question is the risk.
RISK_ANSWERS = [(Answer.YES.value, Answer.YES.label), (Answer.NO.value, Answer.NO.label)]


class State(models.TextChoices):
    """Where a screening stands. A firm sees signed ones only."""

    OPEN = "open", _("Being checked")
    HANDED_IN = "handed_in", _("Waiting for signature")
    SIGNED = "signed", _("Signed")


class Verb(models.TextChoices):
    HAND_IN = "hand_in", _("Hand in for signature")
    TAKE_BACK = "take_back", _("Take back")
    SIGN = "sign", _("Sign")
    SEND_BACK = "send_back", _("Send back")


class Advice(models.TextChoices):
    """What the firm is advised to do with the exhibit."""

    SHOW = "show", _("Show it")
    CARRY = "carry", _("Show it and carry the documents")
    REDESIGN = "redesign", _("Change it before the fair")
    WITHDRAW = "withdraw", _("Leave it at home")


class SignedAs(models.TextChoices):
    EXPERT = "expert", _("Expert on duty")
    SUPERVISOR = "supervisor", _("Supervisor of the center")


class FindingKind(models.TextChoices):
    PUBLISHED = "published", _("Page of the portal")
    RIGHT = "right", _("Right of somebody else")
    NOTE = "note", _("Remark")


class Language(models.TextChoices):
    """The language beside Chinese in a booth pack (ISO 639-1)."""

    EN = "en", _("English")
    DE = "de", _("German")
    FR = "fr", _("French")
    IT = "it", _("Italian")
    ES = "es", _("Spanish")
    JA = "ja", _("Japanese")


class PackState(models.TextChoices):
    PENDING = "pending", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
