"""Write surveys and their questions, take a firm's answers, release the results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.environment import workflow
from alerts.environment.choices import BEGUN, SurveyState, SurveyVerb
from alerts.environment.models import AnswerSheet, Question, Result, Survey
from alerts.environment.selectors.surveys import counted, questions_of
from alerts.environment.services.shown import survey_shown
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict


def survey_keep(*, survey: Survey, actor: Actor) -> Survey:
    """Save a new or changed survey; once it is open, only its last day may change. Raises Conflict."""
    new = survey.pk is None
    if new:
        survey.created_by_id = actor.user_id
        survey.full_clean(exclude=["created_by"])
        survey.save()
    else:
        held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        if held.state not in (SurveyState.DRAFT, SurveyState.OPEN):
            raise Conflict(_("This survey waits for review, is open or closed, and stays as it is."))
        survey.full_clean(exclude=["created_by"])
        survey.save(update_fields=["closes_on"] if held.state == SurveyState.OPEN else None)
        if held.state == SurveyState.OPEN:
            survey_shown(survey)
    trail.record(
        "env_survey.added" if new else "env_survey.changed", object_type="env_survey", object_id=survey.public_id
    )
    return survey


def _draft_lock(survey: Survey) -> None:
    if not Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk).is_draft:
        raise Conflict(_("This survey waits for review, is open or closed, and stays as it is."))


def question_keep(*, survey: Survey, question: Question, actor: Actor) -> Question:
    """Save a new or changed question of a draft. Raises Conflict when it is none any more."""
    _draft_lock(survey)
    question.survey = survey
    question.full_clean()
    question.save()
    trail.record("env_survey.changed", object_type="env_survey", object_id=survey.public_id)
    return question


def question_remove(*, survey: Survey, question: Question, actor: Actor) -> None:
    """Take a question out of a draft."""
    _draft_lock(survey)
    Question.objects.filter(pk=question.pk).delete()
    trail.record("env_survey.changed", object_type="env_survey", object_id=survey.public_id)


def survey_answer(*, survey: Survey, answers: Mapping[str, Any]) -> None:
    """Keep the acting firm's answers, once: that it took part in one table, what was answered in another, and nothing between.

    `answers` are keyed by question id. The trail says nothing: its actor and moment would say whose the answers are; the firm
    keeps who answered and to what it agreed (Participation). Raises Conflict when the survey takes no answers now, or the
    firm answered already.
    """
    if not survey.takes_answers(timezone.localdate()):
        raise Conflict(_("This survey takes no answers now."))
    with connection.cursor() as cursor:
        cursor.execute("select survey_answer(%s, %s, %s)", [survey.pk, survey.consent, json.dumps(dict(answers))])
        (became,) = cursor.fetchone()
    if became == "again":
        raise Conflict(_("Your enterprise has answered this survey already."))
    if became != "kept":
        raise Conflict(_("This survey takes no answers now."))


def survey_move(*, survey: Survey, verb: str, actor: Actor, reason: str = "") -> Survey:
    """Take one step of the table; releasing writes the results. Locks the survey. Raises Conflict with the reason why not."""
    held = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    step = workflow.survey_step(held, verb, actor)
    if step is None:
        raise Conflict(_("This step is not possible now. Look at the present state, then decide again."))
    if (objection := step.guard(held, actor)) is not None:
        raise Conflict(str(objection))
    if step.verb == SurveyVerb.OPEN:
        held.opened_by_id, held.opened_at = actor.user_id, timezone.now()
    elif step.verb == SurveyVerb.CLOSE:
        held.closed_at = timezone.now()
    elif step.verb == SurveyVerb.RELEASE:
        questions = questions_of(held)
        sheets = [sheet.answers for sheet in AnswerSheet.objects.filter(survey=held)]
        Result.objects.bulk_create(
            Result(survey=held, question=question, cell=figure.cell, n=figure.n, mean=figure.mean)
            for question in questions
            for figure in counted(question, sheets)
        )
        held.answers = len(sheets)
        held.released_by_id, held.released_at = actor.user_id, timezone.now()
    held.state = step.target
    held.return_reason = reason if step.verb == SurveyVerb.RETURN else ""
    held.save(
        update_fields=[
            "state",
            "return_reason",
            "answers",
            "opened_by",
            "opened_at",
            "closed_at",
            "released_by",
            "released_at",
        ]
    )
    trail.record(
        f"env_survey.{step.verb}", object_type="env_survey", object_id=held.public_id,
        payload={"reason": reason} if reason else {},
    )  # fmt: skip
    if held.state in BEGUN:
        survey_shown(held)
    return held
