"""Surveys as the public and the firms see them: what is open, the results, the questionnaire."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.environment import access
from alerts.environment.choices import SMALLEST_CELL, SurveyState
from alerts.environment.forms.surveys import AnswerForm
from alerts.environment.selectors.surveys import published, questions_of, shown_surveys
from alerts.environment.services.surveys import survey_answer
from portal.accounts.actors import Actor
from portal.policy.personas import ENTERPRISE_WRITERS


def listed(request: HttpRequest) -> HttpResponse:
    """List open surveys and released results."""
    return render(request, "environment/surveys.html", {"surveys": shown_surveys(), "today": timezone.localdate()})


def shown(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what a survey asks, and its results once they are released."""
    survey = access.get_shown_survey(public_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    released = survey.state == SurveyState.RELEASED
    context = {
        "survey": survey, "questions": questions_of(survey), "outcomes": published(survey) if released else [],
        "released": released, "open": survey.takes_answers(timezone.localdate()), "smallest": SMALLEST_CELL,
        "is_firm": actor.kind == "enterprise",
    }  # fmt: skip
    return render(request, "environment/survey.html", context)


def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a firm answer once; afterwards tell it that it did: its answers bear no name, so nobody can show them again."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    survey = access.get_shown_survey(public_id)
    questions = questions_of(survey)
    given = access.own_participation(actor, survey)
    open_now = survey.takes_answers(timezone.localdate())
    may = given is None and open_now and actor.has(*ENTERPRISE_WRITERS)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, questions=questions, consent=survey.consent, use_required_attribute=False
    )  # fmt: skip
    if form.is_bound and (not may or form.is_valid()):
        survey_answer(survey=survey, answers=form.answers() if may else {})
        messages.success(request, _("Thank you. Your answers were kept."))
        return redirect("environment:answer", public_id=public_id)
    context = {
        "survey": survey, "form": form if may else None, "given": given, "open": open_now,
    }  # fmt: skip
    return render(request, "environment/answer.html", context, status=422 if form.is_bound else 200)
