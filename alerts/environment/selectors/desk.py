"""What the desk lists."""

from __future__ import annotations

from collections import defaultdict

from alerts.environment.choices import EditionState, SurveyState
from alerts.environment.models import Edition, Index, Survey
from portal.accounts.actors import Actor


def desk_indices() -> list[tuple[Index, list[Edition]]]:
    """List every index with its editions, newest first. Two statements."""
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.order_by("-year", "version", "-revision"):
        editions[edition.index_id].append(edition)
    return [(index, editions[index.pk]) for index in Index.objects.order_by("origin", "code")]


def editions_to_review(actor: Actor) -> int:
    """Count the editions that wait for a reviewer who wrote none of them. One query."""
    return Edition.objects.filter(state=EditionState.PROPOSED).exclude(contributions__user_id=actor.own_user_id).count()


def surveys_to_review(actor: Actor) -> int:
    """Count the surveys to open, and those whose results to release, that the actor wrote no part of. One query."""
    waiting = Survey.objects.filter(state__in=[SurveyState.PROPOSED, SurveyState.CLOSED])
    return waiting.exclude(contributions__user_id=actor.own_user_id).count()


def editions_returned(actor: Actor) -> int:
    """Count the drafts that a reviewer returned and on which the actor worked. One query."""
    drafts = Edition.objects.filter(state=EditionState.DRAFT, contributions__user_id=actor.own_user_id)
    return drafts.exclude(return_reason="").count()


def surveys_returned(actor: Actor) -> int:
    """Count the same of surveys. One query."""
    drafts = Survey.objects.filter(state=SurveyState.DRAFT, contributions__user_id=actor.own_user_id)
    return drafts.exclude(return_reason="").count()
