"""Kinds and states of what comes after a fair, with the words shown for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Result(models.TextChoices):
    """How an incident ended."""

    WITHDRAWN = "withdrawn", _("The other side withdrew")
    SETTLED = "settled", _("Settled")
    TAKEN_OFF = "taken_off", _("Exhibit taken off")
    RELEASED = "released", _("Goods released")
    DESTROYED = "destroyed", _("Goods destroyed")
    LIFTED = "lifted", _("Injunction lifted")
    STANDS = "stands", _("Injunction stands")
    CASE = "case", _("Became a request for help")
    NOTHING = "nothing", _("No further action")
    OTHER = "other", _("Other ending")


class Showing(models.TextChoices):
    """Whether the firm goes on showing the product."""

    YES = "yes", _("Goes on showing it")
    CHANGED = "changed", _("Shows it changed")
    NO = "no", _("Shows it no more")
    OPEN = "open", _("Not decided")


class SumKind(models.TextChoices):
    """What an amount is: a cost of the incident, or what was kept from being lost."""

    LAWYER = "lawyer", _("Lawyers")
    FEE = "fee", _("Fees of courts and authorities")
    SECURITY = "security", _("Security paid")
    OTHER = "other", _("Other cost")
    AVERTED = "averted", _("Loss avoided")


COSTS = frozenset(SumKind) - {SumKind.AVERTED}
# So many amounts one incident takes.
MOST_SUMS = 12

#: What a firm judges, from 1 (poor) to 5 (very good); the experts only where it met one.
ITEMS = {
    "preparation": _("Preparation before the fair"),
    "desk": _("Help of the desk"),
    "experts": _("Help of the experts"),
    "material": _("Material and booth pack"),
}
# Fewer answers would tell who gave them, across centers.
LEAST_ANSWERS = 5


class ReportState(models.TextChoices):
    """A report is written by the center, handed in, and released by somebody else there; then it never changes."""

    DRAFT = "draft", _("Being written")
    HANDED_IN = "handed_in", pgettext_lazy("report", "Waiting for release")
    RELEASED = "released", pgettext_lazy("report", "Released")


class Verb(models.TextChoices):
    HAND_IN = "hand_in", pgettext_lazy("report", "Hand in for release")
    TAKE_BACK = "take_back", _("Take back")
    RETURN = "return", _("Send back")
    RELEASE = "release", pgettext_lazy("report", "Release")


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class FileState(models.TextChoices):
    PENDING = "pending", _("Being made")
    READY = "ready", _("File ready")
    FAILED = "failed", _("Could not be made")


# So many photos a report carries.
MOST_PICTURES = 12
