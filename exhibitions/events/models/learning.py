"""What participants take with them: materials, a quiz, a certificate."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.events.choices import MOST_OPTIONS, PaperState, Reader
from exhibitions.events.models.events import Event
from exhibitions.events.models.people import SignUp
from portal.documents.models import StoredFile, bytes_in


class Material(StoredFile):
    """A file of an event, for everybody or for those who have a seat."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    reader = models.CharField(_("who opens it"), max_length=8, choices=Reader.choices, default=Reader.SIGNED)

    class Meta:
        constraints = [
            *StoredFile.constraints("material"),
            bytes_in("events", name="material_own_bytes"),
            models.CheckConstraint(name="material_reader_known", condition=Q(reader__in=Reader.values)),
        ]
        indexes = [models.Index(fields=["event", "id"], name="material_of_event")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of an event's quiz; `right` is the place of the right answer in `options`, from 0."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("question"), max_length=500)
    options = ArrayField(models.CharField(max_length=300))
    right = models.PositiveSmallIntegerField(_("right answer"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_has_answer",
                condition=Q(options__len__gte=2, options__len__lte=MOST_OPTIONS, right__lt=F("options__len")),
            )
        ]
        indexes = [models.Index(fields=["event", "position", "id"], name="question_of_event")]

    def __str__(self) -> str:
        return self.text


class Attempt(models.Model):
    """One attempt at a quiz: how many of how many were right. Written by quiz_answer alone."""

    id = models.BigAutoField(primary_key=True)
    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="attempts")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="attempt_once", fields=["signup", "number"]),
            models.CheckConstraint(name="attempt_sane", condition=Q(number__gte=1, right__lte=F("asked"))),
        ]

    def __str__(self) -> str:
        return f"{self.signup_id} #{self.number}"


class Certificate(models.Model):
    """A certificate of one who came (and passed, where there is a quiz); made by the `paper` queue.

    `name` is what is printed. `serial` counts the center's certificates of a year.
    """

    id = models.BigAutoField(primary_key=True)
    signup = models.OneToOneField(SignUp, on_delete=models.CASCADE, related_name="certificate")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="certificates")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, choices=PaperState.choices, default=PaperState.PENDING)
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="certificate_serial", fields=["center", "year", "serial"]),
            models.CheckConstraint(name="certificate_state_known", condition=Q(state__in=PaperState.values)),
            models.CheckConstraint(
                name="certificate_ready_whole",
                condition=~Q(state="ready")
                | Q(ready_at__isnull=False) & ~Q(storage_key="") & ~Q(sha256="") & ~Q(content_hash=""),
            ),
            bytes_in("certificates", name="certificate_own_bytes"),
        ]
        indexes = [models.Index(fields=["event", "id"], name="certificate_of_event")]

    def __str__(self) -> str:
        return self.number
