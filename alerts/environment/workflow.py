"""How editions and surveys move on: the two transition tables. Buttons, services and tests are drawn from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts.environment.choices import EditionState, EditionVerb, SurveyState, SurveyVerb

if TYPE_CHECKING:
    from alerts.environment.models import Edition, Survey
    from portal.accounts.actors import Actor

EDITORS = frozenset({"editor"})
REVIEWERS = frozenset({"reviewer"})

EditionGuard = Callable[["Edition", "Actor"], "Promise | str | None"]
SurveyGuard = Callable[["Survey", "Actor"], "Promise | str | None"]


@dataclass(frozen=True)
class EditionStep:
    """From `source` by `verb` to `target`, open to `who` while `guard` objects to nothing."""

    source: EditionState
    verb: EditionVerb
    target: EditionState
    who: frozenset[str]
    guard: EditionGuard


@dataclass(frozen=True)
class SurveyStep:
    """The same for a survey."""

    source: SurveyState
    verb: SurveyVerb
    target: SurveyState
    who: frozenset[str]
    guard: SurveyGuard


def _free(edition: Edition, actor: Actor) -> Promise | None:
    return None


def _whole(edition: Edition, actor: Actor) -> Promise | None:
    from alerts.environment.selectors.checks import problems

    if problems(edition):
        return _("Something is still missing; the list on this page says what.")
    return None


def _others_work(edition: Edition, actor: Actor) -> Promise | None:
    # The database asks the same (environment_edition_guard).
    if edition.contributions.filter(user_id=actor.own_user_id).exists():
        return _("You wrote or imported part of this yourself. Another reviewer must release it.")
    return _whole(edition, actor)


def _asks_something(survey: Survey, actor: Actor) -> Promise | None:
    if not survey.questions.exists():
        return _("Add at least one question first.")
    return None


def _others_questions(survey: Survey, actor: Actor) -> Promise | None:
    # The database asks the same (environment_survey_guard).
    if survey.contributions.filter(user_id=actor.own_user_id).exists():
        return _("You wrote part of this survey yourself. Another reviewer must open it.")
    return _asks_something(survey, actor)


def _any_time(survey: Survey, actor: Actor) -> Promise | None:
    return None


def _others_survey(survey: Survey, actor: Actor) -> Promise | None:
    if survey.contributions.filter(user_id=actor.own_user_id).exists():
        return _("You wrote part of this survey yourself. Another reviewer must release its results.")
    return None


_E, _V = EditionState, EditionVerb
EDITION_STEPS = (
    EditionStep(_E.DRAFT, _V.PROPOSE, _E.PROPOSED, EDITORS, _whole),
    EditionStep(_E.PROPOSED, _V.WITHDRAW, _E.DRAFT, EDITORS, _free),
    EditionStep(_E.PROPOSED, _V.RETURN, _E.DRAFT, REVIEWERS, _free),
    EditionStep(_E.PROPOSED, _V.RELEASE, _E.RELEASED, REVIEWERS, _others_work),
)
_S, _W = SurveyState, SurveyVerb
SURVEY_STEPS = (
    SurveyStep(_S.DRAFT, _W.PROPOSE, _S.PROPOSED, EDITORS, _asks_something),
    SurveyStep(_S.PROPOSED, _W.WITHDRAW, _S.DRAFT, EDITORS, _any_time),
    SurveyStep(_S.PROPOSED, _W.OPEN, _S.OPEN, REVIEWERS, _others_questions),
    SurveyStep(_S.PROPOSED, _W.RETURN, _S.DRAFT, REVIEWERS, _any_time),
    SurveyStep(_S.OPEN, _W.CLOSE, _S.CLOSED, EDITORS, _any_time),
    SurveyStep(_S.CLOSED, _W.RELEASE, _S.RELEASED, REVIEWERS, _others_survey),
)


def edition_step(edition: Edition, verb: str, actor: Actor) -> EditionStep | None:
    """Find the step of this state and verb that the actor's role may take."""
    return next((s for s in EDITION_STEPS if s.source == edition.state and s.verb == verb and actor.has(*s.who)), None)


def survey_step(survey: Survey, verb: str, actor: Actor) -> SurveyStep | None:
    """Find the step of this state and verb that the actor's role may take."""
    return next((s for s in SURVEY_STEPS if s.source == survey.state and s.verb == verb and actor.has(*s.who)), None)


# What is said after a step.
EDITION_DONE = {
    _V.PROPOSE: _("Handed in. Somebody else reviews it now."),
    _V.WITHDRAW: _("Taken back: it is a draft again."),
    _V.RETURN: _("Returned to the editor."),
    _V.RELEASE: _("Released: everybody reads it now. The reports follow in a moment."),
}
SURVEY_DONE = {
    _W.PROPOSE: _("Handed in. Somebody else reviews it now."),
    _W.WITHDRAW: _("Taken back: it is a draft again."),
    _W.RETURN: _("Returned to the editor."),
    _W.OPEN: _("Open: enterprises can answer on the days that it states."),
    _W.CLOSE: _("Closed: nobody can answer any more. Somebody else looks at the results and releases them."),
    _W.RELEASE: _("The results are released: everybody reads them now."),
}
