"""Kinds and states of trade investigations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Authority(models.TextChoices):
    """Who investigates."""

    USITC = "usitc", _("US International Trade Commission")
    USDOC = "usdoc", _("US Department of Commerce")
    USTR = "ustr", _("US Trade Representative")
    EU = "eu", _("European Commission")
    OTHER = "other", _("Another authority")


class Kind(models.TextChoices):
    """What is investigated."""

    SECTION337 = "section337", _("Section 337")
    SECTION301 = "section301", _("Section 301")
    ANTI_DUMPING = "anti_dumping", _("Anti-dumping")
    COUNTERVAILING = "countervailing", _("Countervailing duties")
    SAFEGUARD = "safeguard", _("Safeguards")
    OTHER = "other", _("Another investigation")


class State(models.TextChoices):
    """How far the proceedings are, as far as the source says."""

    COMPLAINT = "complaint", _("Complaint lodged")
    INSTITUTED = "instituted", _("Instituted")
    ENDED = "ended", _("Ended")
    UNKNOWN = "unknown", _("Not known")


class Outcome(models.TextChoices):
    """How it ended; `UNKNOWN` is what the collection does not hold, which is not the same as pending."""

    PENDING = "pending", _("Pending")
    VIOLATION = "violation", _("Violation found")
    NO_VIOLATION = "no_violation", _("No violation found")
    SETTLED = "settled", _("Settled")
    CONSENT_ORDER = "consent_order", _("Consent order")
    WITHDRAWN = "withdrawn", _("Complaint withdrawn")
    OTHER = "other", _("Ended in another way")
    UNKNOWN = "unknown", _("Not known")


class Role(models.TextChoices):
    """A party's side."""

    COMPLAINANT = "complainant", _("Complainant")
    RESPONDENT = "respondent", _("Respondent")
    INTERVENOR = "intervenor", _("Intervenor")


class RightKind(models.TextChoices):
    """What the complaint rests on."""

    PATENT = "patent", _("Patent")
    TRADEMARK = "trademark", _("Trademark")
    COPYRIGHT = "copyright", _("Copyright")
    DESIGN = "design", _("Design")
    TRADE_SECRET = "trade_secret", _("Trade secret")
    UNFAIR_COMPETITION = "unfair_competition", _("Other unfair competition")


class Remedy(models.TextChoices):
    """What is asked for, or ordered: 普遍排除令, 有限排除令, 停止令."""

    GEO = "geo", _("General exclusion order")
    LEO = "leo", _("Limited exclusion order")
    CDO = "cdo", _("Cease and desist order")


class Origin(models.TextChoices):
    """Where a change of the collection comes from."""

    COLLECTION = "collection", _("File of this portal's form")
    USITC_IDS = "usitc_ids", _("File of the USITC investigations database")
    EDIT = "edit", _("Written by an editor")


class ChangeState(models.TextChoices):
    """A change waits for a second person, then it is released or dropped."""

    WAITING = "waiting", _("Waits for release")
    RELEASED = "released", _("Released")
    DROPPED = "dropped", _("Dropped")


#: Where the parties of Chinese lists sit: the mainland and the regions that files abroad name apart.
CHINESE = ("CN", "HK", "MO", "TW")
#: GB/T 2260 codes of the regions that have a country code of their own.
REGION_PROVINCES = {"TW": "710000", "HK": "810000", "MO": "820000"}
