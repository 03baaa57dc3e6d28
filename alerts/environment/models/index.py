"""Indices, their yearly editions, the tree of indicators, the scores, and the report of a released edition."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.environment.choices import (
    LANGUAGES,
    LEVELS,
    RESERVED_CODES,
    Basis,
    Direction,
    EditionState,
    Origin,
    ReportState,
)
from portal.documents.models import bytes_in
from portal.reference.countries import country_name
from portal.reference.text import pick
from portal.uuid7 import uuid7

CODE = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", _("Use small letters, digits and hyphens."))


class Index(models.Model):
    """An index of the environment for intellectual property: ours, or one that others publish."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True, validators=[CODE])
    origin = models.CharField(_("whose index"), max_length=10, choices=Origin.choices)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160)
    publisher_zh = models.CharField(_("publisher in Chinese"), max_length=120)
    publisher_en = models.CharField(_("publisher in English"), max_length=160)
    about_zh = models.TextField(_("description in Chinese"), max_length=4000)
    about_en = models.TextField(_("description in English"), max_length=4000)
    rights_zh = models.CharField(_("copyright note in Chinese"), max_length=300, blank=True)
    rights_en = models.CharField(_("copyright note in English"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("a demonstration"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="env_index_origin_known", condition=Q(origin__in=Origin.values)),
            models.CheckConstraint(name="env_index_code_free", condition=~Q(code__in=RESERVED_CODES)),
            # What others own is shown with their note or not at all.
            models.CheckConstraint(
                name="env_index_rights_noted", condition=~Q(origin="published") | (~Q(rights_zh="") & ~Q(rights_en=""))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def publisher(self) -> str:
        return pick(self.publisher_zh, self.publisher_en)

    @property
    def about(self) -> str:
        return pick(self.about_zh, self.about_en)

    @property
    def rights(self) -> str:
        return pick(self.rights_zh, self.rights_en)


class Edition(models.Model):
    """One year of an index under one version of its method, with its own tree and scores.

    draft → proposed → released by somebody who wrote none of it (trigger `environment_edition_guard`); frozen from then on. A
    correction is a new `revision` with a note. `minimum_coverage` is a share (0–1).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    index = models.ForeignKey(Index, on_delete=models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    version = models.CharField(_("version of the method"), max_length=20)
    revision = models.PositiveSmallIntegerField(default=1)
    basis = models.CharField(_("what it rests on"), max_length=10, choices=Basis.choices, default=Basis.COMPUTED)
    minimum_coverage = models.DecimalField(
        _("minimum coverage"),
        max_digits=3,
        decimal_places=2,
        default="0.50",
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("From 0 to 1. A country of which less is known gets no score and no rank."),
    )
    method_zh = models.TextField(_("method in Chinese"), max_length=4000, blank=True)
    method_en = models.TextField(_("method in English"), max_length=4000, blank=True)
    facts_zh = models.TextField(_("published facts in Chinese, one a line"), max_length=4000, blank=True)
    facts_en = models.TextField(_("published facts in English, one a line"), max_length=4000, blank=True)
    source_zh = models.CharField(_("source in Chinese"), max_length=300)
    source_en = models.CharField(_("source in English"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    dated_on = models.DateField(_("date of the source"))
    correction_zh = models.CharField(_("what was corrected, in Chinese"), max_length=500, blank=True)
    correction_en = models.CharField(_("what was corrected, in English"), max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    return_reason = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="env_edition_state_known", condition=Q(state__in=EditionState.values)),
            models.CheckConstraint(name="env_edition_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="env_edition_coverage_share", condition=Q(minimum_coverage__gte=0, minimum_coverage__lte=1)
            ),
            models.CheckConstraint(
                name="env_edition_correction_noted",
                condition=Q(revision=1) | (~Q(correction_zh="") & ~Q(correction_en="")),
            ),
            models.CheckConstraint(
                name="env_edition_release_whole",
                condition=(
                    Q(state="released", released_by__isnull=False, released_at__isnull=False)
                    | (~Q(state="released") & Q(released_by__isnull=True, released_at__isnull=True))
                ),
            ),
            models.CheckConstraint(
                name="env_edition_two_people",
                condition=Q(released_by__isnull=True)
                | (~Q(released_by=F("created_by")) & ~Q(released_by=F("proposed_by"))),
            ),
            models.UniqueConstraint(
                name="env_edition_once", fields=["index", "year", "version", "revision"],
                violation_error_message=_("This index already has an edition of this year and version."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["index", "-year", "-revision"], name="env_edition_newest")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Year and version, and the revision when it is a correction."""
        return f"{self.year} · {self.version}" + (f" · r{self.revision}" if self.revision > 1 else "")

    @property
    def source(self) -> str:
        return pick(self.source_zh, self.source_en)

    @property
    def method(self) -> str:
        return pick(self.method_zh, self.method_en)

    @property
    def correction(self) -> str:
        return pick(self.correction_zh, self.correction_en)

    @property
    def facts(self) -> list[str]:
        """The published facts in the reader's language."""
        return [line.strip() for line in pick(self.facts_zh, self.facts_en).splitlines() if line.strip()]

    @property
    def is_draft(self) -> bool:
        return self.state == EditionState.DRAFT

    @property
    def is_released(self) -> bool:
        return self.state == EditionState.RELEASED

    @property
    def is_ranked(self) -> bool:
        """Whether it carries scores at all."""
        return self.basis != Basis.FACTS


class Contribution(models.Model):
    """Who wrote anything of an edition: kept by triggers, asked when it is released."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="env_contribution_once", fields=["edition", "user"])]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.user_id}"


class Indicator(models.Model):
    """A node of an edition's tree, up to three levels. A leaf has a scale, a direction and scores.

    `weight` is the share among its siblings (they sum to 1); empty where a publisher tells no weights.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="indicators")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    code = models.CharField(_("code"), max_length=40, validators=[CODE])
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160)
    weight = models.DecimalField(
        _("weight"), max_digits=7, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("Share among the indicators beside it; together they make 1."),
    )  # fmt: skip
    scale_min = models.DecimalField(_("scale from"), max_digits=18, decimal_places=6, null=True, blank=True)
    scale_max = models.DecimalField(_("scale to"), max_digits=18, decimal_places=6, null=True, blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction.choices, default=Direction.HIGHER)
    unit_zh = models.CharField(_("unit in Chinese"), max_length=40, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    source_zh = models.CharField(_("source in Chinese"), max_length=300, blank=True)
    source_en = models.CharField(_("source in English"), max_length=300, blank=True)
    note_zh = models.CharField(_("note in Chinese"), max_length=500, blank=True)
    note_en = models.CharField(_("note in English"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="env_indicator_level", condition=Q(level__gte=1, level__lte=LEVELS)),
            models.CheckConstraint(
                name="env_indicator_top",
                condition=Q(level=1, parent__isnull=True) | Q(level__gt=1, parent__isnull=False),
            ),
            models.CheckConstraint(
                name="env_indicator_weight", condition=Q(weight__isnull=True) | Q(weight__gte=0, weight__lte=1)
            ),
            models.CheckConstraint(
                name="env_indicator_scale",
                condition=Q(scale_min__isnull=True, scale_max__isnull=True) | Q(scale_min__lt=F("scale_max")),
                violation_error_message=_("The scale must end above where it begins."),
            ),
            models.CheckConstraint(name="env_indicator_direction", condition=Q(direction__in=Direction.values)),
            models.UniqueConstraint(
                name="env_indicator_code_once", fields=["edition", "code"],
                violation_error_message=_("Another indicator of this edition has this code."),
            ),
            models.UniqueConstraint(name="env_indicator_edition", fields=["id", "edition"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return pick(self.name_zh, self.name_en)

    @property
    def unit(self) -> str:
        return pick(self.unit_zh, self.unit_en)

    @property
    def source(self) -> str:
        return pick(self.source_zh, self.source_en)

    @property
    def note(self) -> str:
        return pick(self.note_zh, self.note_en)


class Score(models.Model):
    """What a country has at a leaf, in the leaf's unit, with where it is from."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="scores")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="scores")
    country = models.CharField(_("country (region)"), max_length=2)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="env_score_once", fields=["indicator", "country"]),
            models.CheckConstraint(name="env_score_sourced", condition=~Q(source="")),
        ]
        indexes = [models.Index(fields=["edition", "country"], name="env_score_country")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.country}"

    @property
    def country_label(self) -> str:
        return country_name(self.country)


class Report(models.Model):
    """The yearly report of a released edition in one language; made by the `paper` queue."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="reports")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.PENDING)
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="env_report_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(name="env_report_language_known", condition=Q(language__in=LANGUAGES)),
            bytes_in("reports/environment", name="env_report_own_bytes"),
            models.UniqueConstraint(name="env_report_once", fields=["edition", "language"]),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language} {self.state}"
