"""Surveys of enterprises about a country's environment: the questions, who took part, what they answered, the results.

Who took part and what was answered lie in two tables. The nation reads the answers and cannot read who took part.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.environment.choices import SMALLEST_CELL, QuestionKind, SurveyState
from portal.reference.countries import country_name
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Survey(models.Model):
    """A survey about one country: draft → proposed → open → closed → released.

    Whoever opens it, and whoever releases its results, wrote none of it.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160)
    country = models.CharField(_("country (region)"), max_length=2)
    about_zh = models.TextField(_("introduction in Chinese"), max_length=3000)
    about_en = models.TextField(_("introduction in English"), max_length=3000)
    consent_zh = models.TextField(_("consent text in Chinese"), max_length=2000, validators=[MinLengthValidator(10)])
    consent_en = models.TextField(_("consent text in English"), max_length=2000, validators=[MinLengthValidator(10)])
    opens_on = models.DateField(_("open from"))
    closes_on = models.DateField(_("open until"))
    is_demo = models.BooleanField(_("a demonstration"), default=False)
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT)
    # Why a reviewer returned it; only while it is a draft, so no visitor reads it.
    return_reason = models.CharField(max_length=500, blank=True)
    # Written once when it is released, so that nobody need count the answers again.
    answers = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="env_survey_state_known", condition=Q(state__in=SurveyState.values)),
            models.CheckConstraint(
                name="env_survey_dates_ordered", condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("The survey ends before it begins."),
            ),
            models.CheckConstraint(
                name="env_survey_returned_draft", condition=Q(return_reason="") | Q(state=SurveyState.DRAFT)
            ),
            models.CheckConstraint(
                name="env_survey_opened_by_another",
                condition=Q(opened_by__isnull=True) | ~Q(opened_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="env_survey_two_people",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="env_survey_release_whole",
                condition=Q(state="released", released_by__isnull=False, released_at__isnull=False)
                | (~Q(state="released") & Q(released_by__isnull=True)),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-closes_on"], name="env_survey_state")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return pick(self.title_zh, self.title_en)

    @property
    def about(self) -> str:
        return pick(self.about_zh, self.about_en)

    @property
    def consent(self) -> str:
        return pick(self.consent_zh, self.consent_en)

    @property
    def country_label(self) -> str:
        return country_name(self.country)

    @property
    def is_draft(self) -> bool:
        return self.state == SurveyState.DRAFT

    def takes_answers(self, today: date) -> bool:
        """Say whether a firm may answer on this day."""
        return self.state == SurveyState.OPEN and self.opens_on <= today <= self.closes_on


class SurveyContribution(models.Model):
    """Who wrote anything of a survey: kept by triggers, asked when its results are released."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="contributions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="env_survey_contribution_once", fields=["survey", "user"])]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.user_id}"


class Question(models.Model):
    """One question. `options_zh` and `options_en` list the answers of a choice, one a line, in the same order."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=6, choices=QuestionKind.choices)
    text_zh = models.CharField(_("question in Chinese"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=400)
    options_zh = models.TextField(_("answers in Chinese, one a line"), max_length=2000, blank=True)
    options_en = models.TextField(_("answers in English, one a line"), max_length=2000, blank=True)
    required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="env_question_kind_known", condition=Q(kind__in=QuestionKind.values)),
            models.UniqueConstraint(
                name="env_question_position_once", fields=["survey", "position"],
                violation_error_message=_("Another question of this survey stands at this position."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return pick(self.text_zh, self.text_en)

    @property
    def options(self) -> list[str]:
        """The answers of a choice in the reader's language."""
        return [line.strip() for line in pick(self.options_zh, self.options_en).splitlines() if line.strip()]

    def label_of(self, cell: str) -> str:
        """Give a result's cell in words: a choice's answer, or the point of a scale."""
        options = self.options
        if self.kind == QuestionKind.CHOICE and cell.isdecimal() and len(cell) < 4 and int(cell) < len(options):
            return options[int(cell)]
        return cell


class Participation(models.Model):
    """That an enterprise answered a survey: once, by whom, having agreed to which text. Seen by the enterprise alone.

    Nothing leads from here to what was answered: written with it by `survey_answer` (alerts.environment.rls).
    """

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="participations")
    enterprise = models.ForeignKey("accounts.Enterprise", on_delete=models.CASCADE, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(auto_now_add=True)
    consent_text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="env_participation_once", fields=["survey", "enterprise"])]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.enterprise_id}"


class AnswerSheet(models.Model):
    """What was answered (question id → point, place in the list, or text), with a firm's industry and province alone.

    No firm, no person, no day. `id` is drawn at random, and when the survey closes all sheets are written anew in another
    order (`survey_shuffle`): until then nobody reads one, afterwards neither id nor place nor transaction tells whose it is.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="sheets")
    industry = models.CharField(max_length=1, blank=True)
    province = models.CharField(max_length=6, blank=True)
    answers = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["survey", "id"], name="env_sheet_survey")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.pk}"


class Result(models.Model):
    """One published figure: a cell's count (None: suppressed), or the mean of a scale. Never of fewer than five answers."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="results")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="results")
    # "n" answers in all, "mean", or a cell: the point of a scale, the place in the list of a choice (from 0).
    cell = models.CharField(max_length=8)
    n = models.PositiveIntegerField(null=True)
    mean = models.DecimalField(max_digits=4, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="env_result_once", fields=["question", "cell"]),
            models.CheckConstraint(name="env_result_not_small", condition=Q(n__isnull=True) | Q(n__gte=SMALLEST_CELL)),
            models.CheckConstraint(name="env_result_mean_counted", condition=Q(mean__isnull=True) | Q(n__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.cell}"
