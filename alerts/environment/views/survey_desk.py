"""The desk of surveys: define, open, watch answers come in, close, look at the results, release."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.environment import access, workflow
from alerts.environment.choices import BEGUN, SMALLEST_CELL, SurveyState, SurveyVerb
from alerts.environment.forms.index import ReturnForm
from alerts.environment.forms.surveys import QuestionForm, SurveyForm
from alerts.environment.models import AnswerSheet, Question, Survey
from alerts.environment.selectors.surveys import answers_of, as_they_would_be, published, questions_of
from alerts.environment.services.surveys import question_keep, survey_keep, survey_move
from alerts.environment.services.surveys import question_remove as take_out
from alerts.environment.views.desk import form_page
from portal.accounts.actors import Actor
from portal.keyset import NEWEST, page
from portal.policy.conflict import Conflict
from portal.reference.industry import section_name
from portal.reference.regions import division_name


def crumbs(survey: Survey | None = None) -> list[tuple[str, str]]:
    """Give the way back from a page of the desk."""
    found = [(_("Surveys"), reverse("environment:survey_desk"))]
    if survey is not None:
        found.append((survey.title, reverse("environment:survey_page", args=[survey.public_id])))
    return found


def listed(request: HttpRequest) -> HttpResponse:
    """List the surveys, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = page(
        Survey.objects.all(), order=NEWEST, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    return render(request, "environment/survey_desk.html", {"page": found, "may_write": actor.has("editor")})


def add(request: HttpRequest) -> HttpResponse:
    """Define a survey."""
    return _survey_form(request, Survey(), _("New survey"), crumbs())


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a draft, or the last day of an open survey."""
    found = access.get_survey(public_id)
    if found.state not in (SurveyState.DRAFT, SurveyState.OPEN):
        raise Conflict(_("This survey waits for review, is open or closed, and stays as it is."))
    return _survey_form(request, found, _("Change the survey"), crumbs(found))


def _survey_form(request: HttpRequest, survey: Survey, title: str, way: list[tuple[str, str]]) -> HttpResponse:
    form = SurveyForm(request.POST if request.method == "POST" else None, instance=survey)
    if form.is_bound and form.is_valid():
        kept = survey_keep(survey=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("environment:survey_page", public_id=kept.public_id)
    return form_page(request, form, title, way)


def survey(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a survey: its questions, how many answers there are, its results, its next step."""
    return _survey_page(request, access.get_survey(public_id), ReturnForm())


def _survey_page(request: HttpRequest, found: Survey, returning: ReturnForm, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    steps = [
        (step.verb, step.verb.label, step.guard(found, actor))
        for step in workflow.SURVEY_STEPS
        if workflow.survey_step(found, step.verb, actor) is step and step.verb != SurveyVerb.RETURN
    ]
    outcomes = []
    if found.state == SurveyState.RELEASED:
        outcomes = published(found)
    elif found.state == SurveyState.CLOSED:
        outcomes = as_they_would_be(found)
    context = {
        "survey": found, "questions": questions_of(found), "steps": steps, "outcomes": outcomes, "crumbs": crumbs(),
        "answers": answers_of(found), "smallest": SMALLEST_CELL,
        "may_write": actor.has("editor") and found.is_draft, "shown": found.state in BEGUN,
        "may_change": actor.has("editor") and found.state in (SurveyState.DRAFT, SurveyState.OPEN),
        "may_return": workflow.survey_step(found, SurveyVerb.RETURN, actor) is not None, "returning": returning,
    }  # fmt: skip
    return render(request, "environment/survey_page.html", context, status=status)


def question_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a question to a draft."""
    found = _draft(public_id)
    first = {"position": Question.objects.filter(survey=found).count() + 1}
    return _question_form(request, found, Question(), _("Add a question"), first)


def question_change(request: HttpRequest, public_id: UUID, question: int) -> HttpResponse:
    """Change a question of a draft."""
    found = _draft(public_id)
    return _question_form(request, found, access.get_question(found, question), _("Change the question"), {})


def _draft(public_id: UUID) -> Survey:
    found = access.get_survey(public_id)
    if not found.is_draft:
        raise Conflict(_("This survey waits for review, is open or closed, and stays as it is."))
    return found


def _question_form(
    request: HttpRequest, survey: Survey, question: Question, title: str, first: dict[str, int]
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuestionForm(data, instance=question, survey=survey, initial=first)
    if form.is_bound and form.is_valid():
        question_keep(survey=survey, question=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("environment:survey_page", public_id=survey.public_id)
    delete = ""
    if question.pk is not None:
        delete = reverse("environment:question_remove", args=[survey.public_id, question.pk])
    return form_page(request, form, title, crumbs(survey), delete=delete)


def question_remove(request: HttpRequest, public_id: UUID, question: int) -> HttpResponse:
    """Take a question out of a draft."""
    found = _draft(public_id)
    asked = access.get_question(found, question)
    back = reverse("environment:survey_page", args=[public_id])
    if request.method == "POST":
        take_out(survey=found, question=asked, actor=request.actor)  # type: ignore[attr-defined]
        return redirect(back)
    context = {"question": asked, "back": back, "crumbs": crumbs(found), "destructive": True}
    return render(request, "environment/remove.html", context)


def answers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """List the answer sheets of a closed survey: industry, province and answers, never the firm."""
    found = access.get_survey(public_id)
    questions = questions_of(found)
    shown = page(
        AnswerSheet.objects.filter(survey=found), order=NEWEST,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    rows = [
        (
            sheet, section_name(sheet.industry) if sheet.industry else "", division_name(sheet.province),
            [(q.text, q.label_of(str(sheet.answers.get(str(q.pk), "")))) for q in questions],
        )
        for sheet in shown.rows
    ]  # fmt: skip
    closed = found.state in (SurveyState.CLOSED, SurveyState.RELEASED)
    context = {"survey": found, "rows": rows, "page": shown, "crumbs": crumbs(found), "closed": closed}
    return render(request, "environment/survey_answers.html", context)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Take a step of the table."""
    found = access.get_survey(public_id)
    reason = ""
    if verb == SurveyVerb.RETURN:
        form = ReturnForm(request.POST)
        if not form.is_valid():
            return _survey_page(request, found, form, status=422)
        reason = form.cleaned_data["reason"]
    survey_move(survey=found, verb=verb, reason=reason, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, workflow.SURVEY_DONE[SurveyVerb(verb)])
    return redirect("environment:survey_page", public_id=public_id)
