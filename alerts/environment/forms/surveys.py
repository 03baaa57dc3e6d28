"""Forms of surveys: what is asked, and the questionnaire a firm fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.environment.choices import SCALE_POINTS, QuestionKind
from alerts.environment.forms.index import long
from alerts.environment.forms.scores import places
from alerts.environment.models import Question, Survey

SCALE_WORDS = {1: _("1 – very poor"), 2: _("2 – poor"), 3: _("3 – fair"), 4: _("4 – good"), 5: _("5 – very good")}
MOST_OPTIONS = 20


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a survey is about and when it is open. Once open, only its last day can move."""

    country = forms.ChoiceField(label=_("Country (region)"), choices=places)

    class Meta:
        model = Survey
        fields: tuple[str, ...] = (
            "title_zh", "title_en", "country", "about_zh", "about_en", "consent_zh", "consent_en", "opens_on", "closes_on",
        )  # fmt: skip
        widgets = {name: long() for name in ("about_zh", "about_en", "consent_zh", "consent_en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and not self.instance.is_draft:
            for name in [name for name in self.fields if name != "closes_on"]:
                del self.fields[name]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        first = cleaned.get("opens_on") or self.instance.opens_on
        last = cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("The survey ends before it begins."))
        elif last and last < timezone.localdate():
            self.add_error("closes_on", _("The last day lies in the past."))
        return cleaned


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question."""

    class Meta:
        model = Question
        fields: tuple[str, ...] = ("position", "kind", "text_zh", "text_en", "options_zh", "options_en", "required")
        widgets = {"options_zh": long(), "options_en": long()}
        help_texts: dict[str, Any] = {
            "options_zh": _("For “one of several answers” only; the same order in both languages.")
        }

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.survey = survey

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        zh, en = (_lines(cleaned.get(name)) for name in ("options_zh", "options_en"))
        if cleaned.get("kind") != QuestionKind.CHOICE:
            cleaned["options_zh"] = cleaned["options_en"] = ""
        elif not 2 <= len(zh) <= MOST_OPTIONS:
            self.add_error("options_zh", _("Write two to twenty answers, one a line."))
        elif len(zh) != len(en):
            self.add_error("options_en", _("Write as many answers as in Chinese."))
        position = cleaned.get("position")
        if position is not None:
            twins = Question.objects.filter(survey=self.instance.survey, position=position)
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("position", _("Another question of this survey stands at this position."))
        return cleaned


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class AnswerForm(forms.Form):
    """The questionnaire: a field for each question, and the consent."""

    def __init__(self, *args: Any, questions: Sequence[Question], consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[f"q{question.pk}"] = _field(question)
        self.fields["consent"] = forms.BooleanField(
            label=_("We agree"), help_text=consent, error_messages={"required": _("Without your agreement the answers cannot be kept.")}
        )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """Give what was answered, by question id; unanswered questions are left out."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name != "consent" and value not in (None, ""):
                number = isinstance(self.fields[name], forms.TypedChoiceField)
                found[name[1:]] = int(value) if number else value
        return found


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.text, "required": question.required}
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            **common, max_length=1000, widget=long(4), help_text=_("Leave out names and anything that is a secret. Not published.")
        )  # fmt: skip
    pairs: list[tuple[Any, Any]]
    if question.kind == QuestionKind.SCALE:
        pairs = [(point, SCALE_WORDS[point]) for point in SCALE_POINTS]
    else:
        pairs = list(enumerate(question.options))
    if not question.required:
        pairs = [("", _("No answer")), *pairs]
    return forms.TypedChoiceField(
        **common, choices=pairs, coerce=int, empty_value=None, widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers.")},
    )  # fmt: skip
