"""Gates of the environment room: fetch or answer the same 404 for absent, unreleased and foreign.

Public pages run as the bare log-in, whose row-level security shows what is released and nothing else.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from alerts.environment.choices import BEGUN, EditionState
from alerts.environment.models import Edition, Index, Indicator, Participation, Question, Survey
from alerts.environment.selectors.shelves import latest_editions
from portal.accounts.actors import Actor


def get_released(code: str, wanted: str = "") -> tuple[Index, Edition, list[Edition]]:
    """Return an index, one of its released editions (`wanted` is its public id; else the newest) and all it may be changed for.

    Raises Http404 when nothing of it is released, or the edition wanted is not.
    """
    index = Index.objects.filter(code=code, editions__state=EditionState.RELEASED).distinct().first()
    if index is None:
        raise Http404
    editions = latest_editions(index)
    if not wanted:
        return index, editions[0], editions
    try:
        edition = Edition.objects.get(public_id=UUID(wanted), index=index, state=EditionState.RELEASED)
    except (ValueError, Edition.DoesNotExist):
        raise Http404 from None
    return index, edition, editions


def get_index(public_id: UUID) -> Index:
    """Return an index for its editors, or raise Http404."""
    try:
        return Index.objects.get(public_id=public_id)
    except Index.DoesNotExist:
        raise Http404 from None


def get_edition(public_id: UUID) -> Edition:
    """Return an edition for the national desk, or raise Http404."""
    try:
        return Edition.objects.select_related("index", "created_by", "proposed_by", "released_by").get(
            public_id=public_id
        )
    except Edition.DoesNotExist:
        raise Http404 from None


def get_indicator(edition: Edition, pk: int) -> Indicator:
    """Return a node of an edition's tree, or raise Http404."""
    try:
        return Indicator.objects.get(pk=pk, edition_id=edition.pk)
    except Indicator.DoesNotExist:
        raise Http404 from None


def get_survey(public_id: UUID) -> Survey:
    """Return a survey for the national desk, or raise Http404."""
    try:
        return Survey.objects.select_related("created_by", "released_by").get(public_id=public_id)
    except Survey.DoesNotExist:
        raise Http404 from None


def get_question(survey: Survey, pk: int) -> Question:
    """Return a question of a survey, or raise Http404."""
    try:
        return Question.objects.get(pk=pk, survey_id=survey.pk)
    except Question.DoesNotExist:
        raise Http404 from None


def get_shown_survey(public_id: UUID) -> Survey:
    """Return a survey that was opened, as the public and enterprises see it, or raise Http404."""
    survey = Survey.objects.filter(public_id=public_id, state__in=BEGUN).first()
    if survey is None:
        raise Http404
    return survey


def own_participation(actor: Actor, survey: Survey) -> Participation | None:
    """Return that the acting enterprise answered, None when it did not yet."""
    return Participation.objects.filter(enterprise_id=actor.own_enterprise_id, survey_id=survey.pk).first()
