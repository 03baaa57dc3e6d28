"""Rights, acts, units and states of the official fees."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Right(models.TextChoices):
    """What is to be protected."""

    PATENT = "patent", _("Invention patent")
    UTILITY_MODEL = "utility_model", _("Utility model")
    DESIGN = "design", _("Industrial design")
    TRADEMARK = "trademark", _("Trademark")
    GI = "gi", _("Geographical indication")
    COPYRIGHT = "copyright", _("Copyright registration")


class Act(models.TextChoices):
    """What is to be done, in the order in which a right meets it."""

    FILING = "filing", _("Filing")
    MADRID = "madrid", _("Madrid international registration")
    SEARCH = "search", _("Prior-art search")
    EXAMINATION = "examination", _("Examination")
    PUBLICATION = "publication", _("Publication")
    GRANT = "grant", _("Grant or registration")
    RENEWAL = "renewal", _("Renewal")
    OPPOSITION = "opposition", _("Opposition")
    CANCELLATION = "cancellation", _("Cancellation or invalidation")
    APPEAL = "appeal", _("Appeal")
    TRIAL = "trial", _("Court action")
    TRANSFER = "transfer", _("Transfer, licence or pledge")
    TRANSLATION = "translation", _("Translation")
    PETITION = "petition", _("Further processing or restoration")
    OTHER = "other", _("Other requests")


class Tier(models.TextChoices):
    """Who pays the row, or how: of one fee, one tier counts."""

    STANDARD = "standard", _("Standard")
    REDUCED = "reduced", _("Reduced (small entity)")
    ELECTRONIC = "electronic", _("Electronic")
    PAPER = "paper", _("On paper")


class Unit(models.TextChoices):
    """What the amount is asked for; the calculator asks for the number of each."""

    CASE = "case", _("per application or request")
    CLASS = "class", _("per class")
    GOODS_CLASS = "goods_class", _("per class of goods (1–34)")
    SERVICE_CLASS = "service_class", _("per class of services (35–45)")
    EXTRA_GOODS = "extra_goods", _("per item of goods above the number included")
    EXTRA_RETAIL = "extra_retail", _("per retail service above the number included")
    EXTRA_TEXT = "extra_text", _("per further 1,000 characters")
    CLAIM = "claim", _("per claim")
    PAGE = "page", _("per page")
    DESIGN = "design", _("per design")
    VIEW_BW = "view_bw", _("per view in black and white")
    VIEW_COLOUR = "view_colour", _("per view in colour")


class Charge(models.TextChoices):
    """How the amount grows with the number of units."""

    EACH = "each", _("for each unit")
    FLAT = "flat", _("once, whatever the number within the range")


class Counted(models.TextChoices):
    """When the calculator counts a row."""

    ALWAYS = "always", _("always")
    CHOICE = "choice", _("only in certain cases")
    WITH = "with", _("together with another row")


class Kind(models.TextChoices):
    """What a proposal brings."""

    FEES = "fees", _("Fees")
    OFFICE = "office", _("Office")
    RATE = "rate", _("Exchange rate")


class State(models.TextChoices):
    """Where a proposal stands."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for review")
    RELEASED = "released", _("Released")
    RETURNED = "returned", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Change(models.TextChoices):
    """What a row of a proposal does to the fees that stand."""

    NEW = "new", _("New")
    CHANGED = "changed", pgettext_lazy("what a row does", "Changed")
    CORRECTED = "corrected", _("Corrected")
    CLOSED = "closed", _("Ends")
    UNCHANGED = "unchanged", pgettext_lazy("what a row does", "Unchanged")


# The fees of one (office, right, code, year) that are due are those of the first tier here that has rows.
TIERS_IN_ORDER = {
    "standard": (Tier.STANDARD, Tier.ELECTRONIC, Tier.PAPER),
    "reduced": (Tier.REDUCED, Tier.STANDARD, Tier.ELECTRONIC, Tier.PAPER),
}
