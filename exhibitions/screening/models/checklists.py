"""The nation's checklists: what is asked about an exhibit, for which countries and products."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.screening.choices import RISK_ANSWERS, ChecklistState, Level
from portal.reference.text import pick
from portal.uuid7 import uuid7

CODE = r"^[a-z][a-z0-9-]{1,39}$"
slug = RegexValidator(CODE, _("Lower-case letters, digits and hyphens, a letter first."))


class Checklist(models.Model):
    """One version of a checklist (排查清单).

    `countries` are ISO 3166 alpha-2 or EU for every member state, `hs_prefixes` the first 2 to 6 digits of HS codes; empty:
    any. Only `written_by` changes a draft; somebody else releases it (guard). One version of a code is in use at a time.
    `row_version` is counted by the database with every change, of the questions too.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=40, validators=[slug])
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=200)
    countries = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("countries (regions)")
    )
    hs_prefixes = ArrayField(
        models.CharField(max_length=6), default=list, blank=True, verbose_name=_("HS codes begin with")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=ChecklistState.choices, default=ChecklistState.DRAFT, editable=False
    )
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True)
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="checklist_state_known", condition=Q(state__in=ChecklistState.values)),
            models.CheckConstraint(name="checklist_code_shape", condition=Q(code__regex=CODE)),
            models.CheckConstraint(
                name="checklist_released_by_another",
                condition=~Q(state__in=["released", "retired"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="checklist_retired_whole",
                condition=Q(state="retired", retired_at__isnull=False) | ~Q(state="retired") & Q(retired_at__isnull=True),
            ),
            models.UniqueConstraint(name="checklist_version_once", fields=["code", "version"]),
            models.UniqueConstraint(name="checklist_one_in_use", fields=["code"], condition=Q(state="released")),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-id"], name="checklist_by_state"),
            models.Index(fields=["center", "-id"], name="checklist_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return pick(self.title_zh, self.title_en)


class ChecklistItem(models.Model):
    """One question. `risk_answer` is the answer that is a risk, of `level`; the source was read on `read_on`."""

    id = models.BigAutoField(primary_key=True)
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40, validators=[slug])
    question_zh = models.CharField(_("question in Chinese"), max_length=300)
    question_en = models.CharField(_("question in English"), max_length=500)
    why_zh = models.TextField(_("why it matters, in Chinese"), max_length=1000)
    why_en = models.TextField(_("why it matters, in English"), max_length=1500)
    risk_answer = models.CharField(_("which answer is a risk"), max_length=3, choices=RISK_ANSWERS)
    level = models.CharField(
        _("how great the risk is"),
        max_length=6,
        choices=[choice for choice in Level.choices if choice[0] != Level.NONE],
    )
    do_zh = models.TextField(_("what to do, in Chinese"), max_length=1000)
    do_en = models.TextField(_("what to do, in English"), max_length=1500)
    source_title = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), max_length=500)
    read_on = models.DateField(_("read on"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="checklistitem_code_shape", condition=Q(code__regex=CODE)),
            models.CheckConstraint(name="checklistitem_risk_known", condition=Q(risk_answer__in=["yes", "no"])),
            models.CheckConstraint(
                name="checklistitem_level_known", condition=Q(level__in=["low", "medium", "high"])
            ),
            models.UniqueConstraint(name="checklistitem_code_once", fields=["checklist", "code"]),
            models.UniqueConstraint(
                name="checklistitem_position_once", fields=["checklist", "position"], deferrable=models.Deferrable.DEFERRED
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code
