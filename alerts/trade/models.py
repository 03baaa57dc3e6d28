"""Trade investigations: what everybody may read, and the changes that wait for a second person's release.

The columns of an investigation and its parties, rights and phases are written by `services.release` alone, from the record
(alerts.trade.intake.records) that stands beside them: one way in for imports and for editors.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from alerts.trade import choices
from portal.reference.countries import country_name
from portal.reference.industry import section_name
from portal.reference.regions import division_name
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Change(models.Model):
    """Records that somebody prepared: an imported file or an edit. Written into the collection when another releases it.

    `records` are the merged records that would be written, `raws` the source's own records by number, `summary` what the
    preview shows (counts, changed fields, lost numbers), `forced_reason` why a file that loses known records may pass.
    `prepared_by` is empty for what the operator's command loads.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    origin = models.CharField(max_length=12, choices=choices.Origin.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    records = models.JSONField(default=list)
    raws = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    forced_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=choices.ChangeState.choices, default=choices.ChangeState.WAITING)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_state_known", condition=Q(state__in=["waiting", "released", "dropped"])
            ),
            models.CheckConstraint(
                name="change_decided_when_not_waiting",
                condition=Q(state="waiting", decided_at__isnull=True) | ~Q(state="waiting"),
            ),
            # Nobody releases what they prepared themselves; only the operator's command has neither.
            models.CheckConstraint(
                name="change_released_by_another",
                condition=~Q(state="released")
                | Q(prepared_by__isnull=True)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("prepared_by")),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="trade_change_state")]

    def __str__(self) -> str:
        return self.name


class Investigation(models.Model):
    """One investigation of one authority.

    `opened_on` is the day of institution, or of the complaint while there is none. `respondent_*` and `right_kinds` repeat
    the children for filters and counts. `title_zh_ours` marks a Chinese title that the portal translated. `raw` is the
    source's record as it was read, `raw_sha256` of its canonical JSON. `recorded_on` is the day it was last read.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    authority = models.CharField(_("authority"), max_length=8, choices=choices.Authority.choices)
    kind = models.CharField(_("kind"), max_length=16, choices=choices.Kind.choices)
    number = models.CharField(_("number"), max_length=40)
    title_en = models.CharField(_("title in English"), max_length=500, blank=True)
    title_zh = models.CharField(_("title in Chinese"), max_length=300, blank=True)
    title_zh_ours = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=12, choices=choices.State.choices)
    outcome = models.CharField(_("outcome"), max_length=16, choices=choices.Outcome.choices)
    opened_on = models.DateField()
    complaint_filed = models.DateField(_("complaint filed"), null=True)
    instituted = models.DateField(_("instituted"), null=True)
    target_date = models.DateField(_("target date"), null=True)
    ended_on = models.DateField(_("ended on"), null=True)
    fr_citation = models.CharField(_("Federal Register"), max_length=60, blank=True)
    docket_number = models.CharField(_("docket number"), max_length=40, blank=True)
    unfair_act = models.CharField(_("unfair act"), max_length=300, blank=True)
    hts = ArrayField(models.CharField(max_length=20), default=list)
    remedies_asked = ArrayField(models.CharField(max_length=3), default=list)
    remedies_ordered = ArrayField(models.CharField(max_length=3), default=list)
    industries = ArrayField(models.CharField(max_length=1), default=list)
    right_kinds = ArrayField(models.CharField(max_length=20), default=list)
    respondent_countries = ArrayField(models.CharField(max_length=2), default=list)
    respondent_provinces = ArrayField(models.CharField(max_length=6), default=list)
    parties_complete = models.BooleanField(default=False)
    note_zh = models.CharField(max_length=500, blank=True)
    note_en = models.CharField(max_length=500, blank=True)
    source_title = models.CharField(max_length=200)
    source_url = models.URLField(max_length=500)
    recorded_on = models.DateField()
    origin = models.CharField(max_length=12, choices=choices.Origin.choices)
    # What filters look through: number, titles and names, lower case.
    words = models.TextField()
    record = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    raw_sha256 = models.CharField(max_length=64)
    # The change that wrote it last; a number only, because what is being prepared is not for everybody.
    change_id = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="investigation_once", fields=["authority", "number"]),
            models.CheckConstraint(name="investigation_titled", condition=~Q(title_en="") | ~Q(title_zh="")),
            models.CheckConstraint(
                name="investigation_opened", condition=Q(opened_on=Coalesce("instituted", "complaint_filed"))
            ),
            models.CheckConstraint(
                name="investigation_ends_after_it_opens",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(name="investigation_state_known", condition=Q(state__in=choices.State.values)),
            models.CheckConstraint(name="investigation_outcome_known", condition=Q(outcome__in=choices.Outcome.values)),
            models.CheckConstraint(name="investigation_sourced", condition=~Q(source_title="") & ~Q(source_url="")),
        ]
        indexes = [
            models.Index(fields=["opened_on", "id"], name="investigation_order"),
            models.Index(fields=["kind", "opened_on", "id"], name="investigation_kind"),
            GinIndex(fields=["right_kinds"], name="investigation_rights"),
            GinIndex(fields=["industries"], name="investigation_industries"),
            GinIndex(fields=["respondent_countries"], name="investigation_countries"),
            GinIndex(fields=["respondent_provinces"], name="investigation_provinces"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="investigation_words"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The title in the reader's language, in the other where there is none."""
        return pick(self.title_zh, self.title_en)

    @property
    def note(self) -> str:
        """The note in the reader's language."""
        return pick(self.note_zh, self.note_en)

    @property
    def year(self) -> int:
        """The year by which it is counted."""
        return self.opened_on.year

    @property
    def right_labels(self) -> list[str]:
        """What the complaint rests on, in words."""
        return [str(choices.RightKind(code).label) for code in self.right_kinds]

    @property
    def industry_labels(self) -> list[str]:
        """Industries in words."""
        return [f"{code} {section_name(code)}" for code in self.industries]

    @property
    def asked_labels(self) -> list[str]:
        """Remedies that the complaint asks for, in words."""
        return [str(choices.Remedy(code).label) for code in self.remedies_asked]

    @property
    def ordered_labels(self) -> list[str]:
        """Remedies that were ordered, in words."""
        return [str(choices.Remedy(code).label) for code in self.remedies_ordered]


class Part(models.Model):
    """What hangs on an investigation, in the order of the record."""

    investigation = models.ForeignKey(Investigation, on_delete=models.CASCADE)
    place_in_list = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True
        ordering = ["place_in_list"]


class Party(Part):
    """A complainant, respondent or intervenor as the source names it.

    `country` ISO 3166 alpha-2 or "" (not known), `place` as printed, `province` GB/T 2260 for parties in China or "" where the
    place does not say it. `name_key` is the name without width, case and company form, to find the same firm elsewhere.
    """

    role = models.CharField(max_length=12, choices=choices.Role.choices)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, db_index=True)
    country = models.CharField(max_length=2, blank=True)
    place = models.CharField(max_length=200, blank=True)
    province = models.CharField(max_length=6, blank=True)
    disposition = models.CharField(max_length=120, blank=True)
    disposition_on = models.DateField(null=True)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(name="party_once", fields=["investigation", "role", "name"])]

    def __str__(self) -> str:
        return self.name

    @property
    def country_label(self) -> str:
        """The country (region) in words."""
        return country_name(self.country) if self.country else ""

    @property
    def province_label(self) -> str:
        """The province in words, "" where it is not known or the country column says it already."""
        return division_name(self.province) if self.province and self.country == "CN" else ""

    @property
    def is_chinese(self) -> bool:
        """Whether its address lies in China, Hong Kong, Macao and Taiwan included."""
        return self.country in choices.CHINESE


class Right(Part):
    """A right that is asserted; `number` is "" where the source names the kind only."""

    kind = models.CharField(max_length=20, choices=choices.RightKind.choices)
    number = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(name="right_once", fields=["investigation", "kind", "number"])]

    def __str__(self) -> str:
        return self.number or str(choices.RightKind(self.kind).label)


class Phase(Part):
    """A stage of the proceedings: violation, enforcement, modification, remand …, in the source's words."""

    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=40, blank=True)
    started_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(name="phase_once", fields=["investigation", "name", "number"])]

    def __str__(self) -> str:
        return self.name
