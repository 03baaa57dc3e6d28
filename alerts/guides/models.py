"""Chapters as the desk keeps them, and what readers may know of them. Their words are items of publishing."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.guides.choices import Answer, Code, Form, Freshness, Language
from portal.documents.models import bytes_in
from portal.reference.countries import country_name
from portal.uuid7 import uuid7

MONTHS = 6
MOST_MONTHS = 12
SOON = datetime.timedelta(days=30)


class OfCenter(models.Model):
    """A row of the national center's desk."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Chapter(OfCenter):
    """One chapter of a country's guide on the desk: its text, its owner, and how long a review of it is good for.

    `months` counts from the day of the review to the day on which the chapter goes stale. `checked_on` is the day on which the
    facts of the text in hand were last checked against their sources; None: the day of its approval. `owner_told_for` and
    `reviewers_told_for` are the stale dates of which they were told.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.OneToOneField("publishing.Item", on_delete=models.PROTECT, related_name="+")
    country = models.CharField(_("country (region)"), max_length=2)
    code = models.CharField(_("chapter"), max_length=12, choices=Code.choices)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    months = models.PositiveSmallIntegerField(_("good for, in months"), default=MONTHS)
    checked_on = models.DateField(_("facts checked on"), null=True, blank=True)
    owner_told_for = models.DateField(null=True, blank=True)
    reviewers_told_for = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="chapter_code_known", condition=Q(code__in=Code.values)),
            models.CheckConstraint(name="chapter_months_few", condition=Q(months__gte=1, months__lte=MOST_MONTHS)),
            models.UniqueConstraint(name="chapter_once", fields=["center", "country", "code"]),
            # What the checks refer to: they cannot belong to another center's chapter.
            models.UniqueConstraint(name="chapter_of_center", fields=["id", "center"]),
        ]

    def __str__(self) -> str:
        return f"{self.country}/{self.code}"

    @property
    def country_label(self) -> str:
        """The country's name in the reader's language."""
        return country_name(self.country)


class Check(OfCenter):
    """“Reviewed, nothing to change”: said by the owner of a published chapter, confirmed or refused by a reviewer."""

    id = models.BigAutoField(primary_key=True)
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="checks")
    edition = models.PositiveIntegerField()
    note = models.CharField(_("what was looked at"), max_length=500)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(_("why not"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="check_answer_known", condition=Q(answer__in=["", *Answer.values])),
            models.CheckConstraint(
                name="check_answered_whole",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="check_by_two", condition=Q(answered_by__isnull=True) | ~Q(answered_by=models.F("asked_by"))
            ),
            models.CheckConstraint(name="check_refusal_told", condition=~Q(answer="refused") | ~Q(reason="")),
            models.UniqueConstraint(name="check_one_open", fields=["chapter"], condition=Q(answer="")),
        ]
        indexes = [models.Index(fields=["chapter", "-id"], name="check_of_chapter")]

    def __str__(self) -> str:
        return f"{self.chapter_id} {self.answer or 'open'}"


class PublicChapter(models.Model):
    """What readers know of a chapter beside its edition: where it stands, when it was reviewed, when it goes stale."""

    id = models.BigAutoField(primary_key=True)
    item = models.OneToOneField("publishing.Item", on_delete=models.PROTECT, related_name="+")
    country = models.CharField(max_length=2)
    code = models.CharField(max_length=12, choices=Code.choices)
    reviewed_on = models.DateField()
    stale_after = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="publicchapter_code_known", condition=Q(code__in=Code.values)),
            models.CheckConstraint(
                name="publicchapter_days_ordered", condition=Q(stale_after__gt=models.F("reviewed_on"))
            ),
            models.UniqueConstraint(name="publicchapter_once", fields=["country", "code"]),
        ]
        indexes = [models.Index(fields=["stale_after", "id"], name="publicchapter_stale")]

    def __str__(self) -> str:
        return f"{self.country}/{self.code}"

    @property
    def freshness(self) -> Freshness:
        """How far it is from its day, as of today."""
        left = self.stale_after - timezone.localdate()
        if left < datetime.timedelta(0):
            return Freshness.STALE
        return Freshness.SOON if left <= SOON else Freshness.FRESH

    @property
    def is_stale(self) -> bool:
        """True once its day has passed: readers are told that it may be out of date."""
        return self.freshness == Freshness.STALE


class GuideFile(models.Model):
    """The whole guide of a country as a file in one language.

    `wanted_at` is the last moment at which something of it changed, `made_at` that of the file that lies under `storage_key`
    (None before the first). `digest` is the SHA-256 of what it says, `failed_at` when it could not be made the last time.
    `left_key` names bytes that may lie about from an attempt that died.
    """

    id = models.BigAutoField(primary_key=True)
    country = models.CharField(max_length=2)
    form = models.CharField(max_length=4, choices=Form.choices)
    language = models.CharField(max_length=2, choices=Language.choices)
    wanted_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    storage_key = models.CharField(max_length=300, blank=True)
    left_key = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="guidefile_form_known", condition=Q(form__in=Form.values)),
            models.CheckConstraint(name="guidefile_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(
                name="guidefile_made_whole", condition=Q(made_at__isnull=True) | ~Q(storage_key="") & ~Q(sha256="")
            ),
            bytes_in("guides", name="guidefile_own_bytes"),
            bytes_in("guides", name="guidefile_own_left", field="left_key"),
            models.UniqueConstraint(name="guidefile_once", fields=["country", "form", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.country}.{self.language}.{self.form}"

    @property
    def is_current(self) -> bool:
        """True when nothing changed since it was made."""
        return self.made_at is not None and self.made_at >= self.wanted_at

    @property
    def has_failed(self) -> bool:
        """True when the last attempt to make what is wanted now did not succeed."""
        return not self.is_current and self.failed_at is not None and self.failed_at >= self.wanted_at
