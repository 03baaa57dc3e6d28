"""The nine chapters of a guide, and what a file of it can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Code(models.TextChoices):
    """Chapters in the order in which they stand in every guide."""

    SYSTEM = "system", _("The system at a glance")
    FILING = "filing", _("Filing and registration")
    ENFORCEMENT = "enforcement", _("Being accused, and enforcing your rights")
    CUSTOMS = "customs", _("Customs")
    COURTS = "courts", _("Courts")
    COSTS = "costs", _("Costs and time")
    FAIRS = "fairs", _("Trade fairs")
    TRADEMARKS = "trademarks", _("Trademarks and squatting")
    CONTACTS = "contacts", _("Offices and help")


NUMBERS: dict[str, int] = {code: number for number, code in enumerate(Code.values, start=1)}


class Form(models.TextChoices):
    """What the whole guide can be had as."""

    PDF = "pdf", _("PDF")
    EPUB = "epub", _("EPUB")


class Language(models.TextChoices):
    CHINESE = "zh", _("Chinese")
    ENGLISH = "en", _("English")


# The catalogue of translations each language of a file is written with.
CATALOGUE = {Language.CHINESE: "zh-hans", Language.ENGLISH: "en"}
# How BCP 47 names it, for readers and screen readers.
TAG = {Language.CHINESE: "zh-Hans", Language.ENGLISH: "en"}
MEDIA_TYPE = {Form.PDF: "application/pdf", Form.EPUB: "application/epub+zip"}


class Answer(models.TextChoices):
    """What a reviewer says to “reviewed, nothing to change”."""

    CONFIRMED = "confirmed", pgettext_lazy("answer to a check of a chapter", "Confirmed")
    REFUSED = "refused", pgettext_lazy("answer to a check of a chapter", "Not confirmed")


class Freshness(models.TextChoices):
    """How far a chapter is from its day; the codes are those of portal.site.tones."""

    STALE = "stale", _("May be out of date")
    SOON = "due_soon", _("Review due soon")
    FRESH = "fresh", _("Reviewed")


def slug_of(country: str, code: str) -> str:
    """Give the address of a chapter's editions among all guides."""
    return f"{country.lower()}-{code}"


def address_parts(slug: str) -> dict[str, str]:
    """Give country and chapter of an edition's slug, as the address of its page has them."""
    country, _hyphen, code = slug.partition("-")
    return {"country": country, "chapter": code}
