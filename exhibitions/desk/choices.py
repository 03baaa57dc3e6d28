"""Kinds and states of what happens at a fair, with the words shown for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class IncidentKind(models.TextChoices):
    """What somebody does to a firm at its booth, or the firm to somebody else."""

    WARNING = "warning", _("Warning letter")
    CUSTOMS = "customs", _("Customs inspection")
    SEIZURE = "seizure", _("Seizure")
    INJUNCTION = "injunction", _("Injunction served")
    COMPLAINT_AGAINST = "complaint_against", _("Complaint to the organiser against us")
    COMPLAINT_BY = "complaint_by", _("Complaint by us")
    OTHER = "other", _("Other incident")


# What is offered as grave at once; a person may say otherwise.
GRAVE_KINDS = frozenset({IncidentKind.SEIZURE, IncidentKind.INJUNCTION})


class IncidentState(models.TextChoices):
    OPEN = "open", _("Not finished")
    HANDLED = "handled", _("Handled at the fair")
    CLOSED = "closed", _("Finished")


class EntryKind(models.TextChoices):
    """What an entry of an incident's log tells."""

    STEP = "step", _("Step taken")
    MET = "met", _("Person met")
    CONTACT = "contact", _("Spoken with the organiser or an authority")
    SERVED = "served", _("Paper served")
    NOTE = "note", _("Note")


class FileKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    VOICE = "voice", _("Voice note")
    PAPER = "paper", _("Paper")


class ClashState(models.TextChoices):
    OPEN = "open", _("Waits for a person")
    SETTLED = "settled", _("Decided by a person")


class Choice(models.TextChoices):
    """How a person settles a field of a conflict."""

    MINE = "mine", _("Take what was sent")
    THEIRS = "theirs", _("Keep what stands")
    ANEW = "anew", _("Write it anew")


# A device holds so many changes in one call, an incident so many files.
MOST_CHANGES = 100
MOST_FILES = 60
# Bytes of one photo, voice note or paper; the app makes photos smaller before it sends them.
MOST_BYTES = 12 * 1024 * 1024
# A clock that differs by more is shown to the person.
CLOCK_SECONDS = 120
