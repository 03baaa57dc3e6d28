"""Kinds of events, their states, and those of a sign-up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    SALON = "salon", _("Salon")
    COURSE = "course", pgettext_lazy("event", "Course")
    TRAINING = "training", _("Training")
    BRIEFING = "briefing", _("Briefing")
    CLINIC = "clinic", _("Advisory clinic")


class Mode(models.TextChoices):
    ONSITE = "onsite", pgettext_lazy("event", "On site")
    ONLINE = "online", pgettext_lazy("event", "Online")
    BOTH = "both", _("On site and online")


class Audience(models.TextChoices):
    """Who sees an event and may sign up."""

    PUBLIC = "public", pgettext_lazy("audience", "Everybody")
    CLIENTS = "clients", _("Enterprises that the center looks after")
    LINK = "link", _("Whoever has the link; it stands in no list")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "Draft")
    OPEN = "open", pgettext_lazy("event", "Announced")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")
    HELD = "held", pgettext_lazy("event", "Held")


class Verb(models.TextChoices):
    OPEN = "open", _("Announce it")
    CANCEL = "cancel", _("Cancel the event")
    HOLD = "hold", _("Close it as held")


class Place(models.TextChoices):
    """Where a sign-up stands. Only `confirmed` takes a seat of the capacity."""

    PENDING = "pending", _("Waits for the link in its mail")
    CONFIRMED = "confirmed", _("Has a seat")
    WAITING = "waiting", _("On the waiting list")
    CANCELLED = "cancelled", pgettext_lazy("sign-up", "Cancelled")
    WALKIN = "walkin", _("Came without a seat")


class Via(models.TextChoices):
    """How somebody signed up."""

    MAIL = "mail", pgettext_lazy("sign-up", "Address alone")
    ACCOUNT = "account", pgettext_lazy("sign-up", "Account")
    STAFF = "staff", _("Entered by the center")


class CheckIn(models.TextChoices):
    """How it became known that somebody came."""

    NONE = "", "—"
    CODE = "code", _("QR code")
    LIST = "list", pgettext_lazy("check-in", "List")
    ONLINE = "online", _("Joined online")


class Reader(models.TextChoices):
    """Who opens a material."""

    EVERYONE = "everyone", pgettext_lazy("material", "Everybody")
    SIGNED = "signed", _("Whoever has a seat")


class PaperState(models.TextChoices):
    PENDING = "pending", _("Being made")
    READY = "ready", pgettext_lazy("certificate", "Ready")
    FAILED = "failed", _("Could not be made")


class Language(models.TextChoices):
    ZH = "zh-hans", _("Chinese")
    EN = "en", _("English")


ZONES = [
    ("Asia/Shanghai", _("Beijing time")),
    ("Asia/Tokyo", _("Tokyo")),
    ("Australia/Sydney", _("Sydney")),
    ("Asia/Bangkok", _("Bangkok, Jakarta")),
    ("Asia/Kolkata", _("New Delhi")),
    ("Asia/Tashkent", _("Tashkent")),
    ("Asia/Dubai", _("Dubai")),
    ("Europe/Moscow", _("Moscow")),
    ("Africa/Nairobi", _("Nairobi")),
    ("Africa/Johannesburg", _("Johannesburg")),
    ("Europe/Berlin", _("Berlin, Paris, Brussels")),
    ("Europe/London", _("London")),
    ("America/Sao_Paulo", _("São Paulo")),
    ("America/New_York", _("New York, Washington")),
    ("America/Mexico_City", _("Mexico City")),
    ("America/Chicago", _("Chicago")),
    ("America/Los_Angeles", _("Los Angeles")),
    ("UTC", "UTC"),
]
MOST_SEATS = 100_000
MOST_SPEAKERS = 20
MOST_MATERIALS = 20
MOST_QUESTIONS = 50
MOST_OPTIONS = 6
# Hours before the beginning from which people are checked in, and days after the end until which lists are put right.
CHECK_IN_HOURS = 6
CHECK_IN_DAYS = 7
# Days after the end during which quiz and feedback stay open.
AFTER_DAYS = 30
# Answers below which nobody reads any of them.
LEAST_ANSWERS = 5
ITEMS = {
    "overall": _("The event as a whole"),
    "content": pgettext_lazy("feedback", "Contents"),
    "speakers": _("Speakers"),
    "organisation": pgettext_lazy("feedback", "Organisation"),
}
