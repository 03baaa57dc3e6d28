"""Kinds of offices, channels, states."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OfficeKind(models.TextChoices):
    SUBCENTER = "subcenter", _("Overseas sub-center")
    CHAMBER = "chamber", _("Chamber of commerce")
    MISSION = "mission", _("Chinese mission or authority abroad")
    AUTHORITY = "authority", _("Foreign authority")


class Language(models.TextChoices):
    """In which an office is written to; the codes are those of the portal's languages."""

    ZH = "zh-hans", _("Chinese")
    EN = "en", _("English")


class Means(models.TextChoices):
    """How a contact took place."""

    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Telephone call")
    VIDEO = "video", _("Video conference")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    LETTER = "letter", _("Letter")
    EVENT = "event", pgettext_lazy("means of contact", "Event")


class Standing(models.TextChoices):
    """Where something that needs a second person stands: an entry of the list of recipients, a showing on the home page."""

    PREPARED = "prepared", pgettext_lazy("second person", "Waits for release")
    RELEASED = "released", pgettext_lazy("second person", "Released")
    REFUSED = "refused", _("Not released")
    WITHDRAWN = "withdrawn", pgettext_lazy("by whoever prepared it", "Withdrawn")
    ENDED = "ended", _("Ended")


class Decision(models.TextChoices):
    RELEASE = "release", pgettext_lazy("second person", "Release")
    REFUSE = "refuse", _("Do not release")
    WITHDRAW = "withdraw", _("Withdraw")
    END = "end", pgettext_lazy("something released", "End it")


class EndReason(models.TextChoices):
    NONE = "", "—"
    STAFF = "staff", _("Ended by the national center")
    OFFICE = "office", _("The office asked for no more mail")
    REPLACED = "replaced", _("Replaced by a newer entry")
    CAMPAIGN = "campaign", _("The campaign ended")


class CampaignState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("campaign", "Planned")
    RUNNING = "running", pgettext_lazy("campaign", "Running")
    ENDED = "ended", pgettext_lazy("campaign", "Over")


class CampaignVerb(models.TextChoices):
    START = "start", pgettext_lazy("campaign", "Start")
    END = "end", pgettext_lazy("campaign", "Finish")
    REOPEN = "reopen", pgettext_lazy("campaign", "Go on with it")


class ReportState(models.TextChoices):
    PENDING = "pending", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")


class Channel(models.TextChoices):
    """Where a campaign speaks. Each has a unit of its own (`UNITS`), so figures of two channels are never added."""

    PORTAL = "portal", pgettext_lazy("channel", "Portal")
    WECHAT = "wechat", _("WeChat official account")
    MINI = "mini", _("Mini-program")
    EMAIL = "email", pgettext_lazy("channel", "E-mail")
    MEDIA = "media", pgettext_lazy("channel", "Media")
    EVENT = "event", pgettext_lazy("channel", "Event")
    PRINT = "print", pgettext_lazy("channel", "Print")


UNITS = {
    Channel.PORTAL: _("page views"),
    Channel.WECHAT: _("reads"),
    Channel.MINI: _("views"),
    Channel.EMAIL: _("mails delivered"),
    Channel.MEDIA: _("reads or circulation"),
    Channel.EVENT: _("participants"),
    Channel.PRINT: _("copies handed out"),
}
MOST_FEATURED = 6
MOST_FIGURE = 1_000_000_000
# Files of one contact.
MOST_FILES = 10
