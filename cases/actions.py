"""What each verb looks like and calls: one registry for the buttons, the pages and the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import State, Verb, WaitingFor
from cases.forms import actions as forms
from cases.models import Case
from cases.services import guidance, review, transfer
from cases.workflow import steps_from
from portal.accounts.actors import ANONYMOUS, Actor

SIDE = 45


@dataclass(frozen=True)
class Action:
    """A verb that a person can do on the case page.

    `perform` takes case, actor, seen_version and the form's cleaned data. `advice` says what will happen. A verb that
    lives on a page of its own has `route` instead (its address takes the case's public id). `label` is the button's
    word where the verb's own would mislead. `takes_files` adds an upload to the form (purpose "supplement").
    In the states of `aside` the verb is open but nobody waits for it: it stands under "more".
    """

    verb: Verb
    icon: str
    advice: str | Promise
    form: type[forms.ActionForm] = forms.ConfirmForm
    perform: Callable[..., Any] | None = None
    route: str = ""
    destructive: bool = False
    # The lowest of the open ones is the main button; from SIDE on an action stands under "more".
    rank: int = 50
    label: str | Promise = ""
    takes_files: bool = False
    aside: frozenset[str] = frozenset()

    def leads(self, state: str) -> bool:
        """Say whether it may be the main button of a case in `state`."""
        return self.rank < SIDE and state not in self.aside

    @property
    def words(self) -> str | Promise:
        """The button's word."""
        return self.label or self.verb.label


_ACTIONS = (
    Action(
        Verb.REVIEW, "eye", _("You become the handler if there is none. The applicant is told that the review has begun."),
        perform=review.case_review, rank=10,
    ),
    Action(
        Verb.ACCEPT, "circle-check", _("The applicant gets the notice of acceptance as a letter."),
        forms.AcceptForm, review.case_accept, rank=10,
    ),
    Action(
        Verb.REQUEST_SUPPLEMENT, "file-search",
        _("The applicant gets a letter with this list. The center's clock stands until the answer comes."),
        forms.SupplementRequestForm, review.supplement_request, rank=20,
    ),
    Action(
        Verb.SUPPLEMENT, "upload", _("The center goes on with its review as soon as you send this."),
        forms.SupplementForm, review.case_supplement, rank=5, takes_files=True,
    ),
    Action(
        Verb.DECLINE, "circle-x", _("The applicant gets a letter with your reason and what to do next. The case ends."),
        forms.DeclineForm, review.case_decline, destructive=True, rank=80,
    ),
    Action(
        Verb.ASSIGN_EXPERT, "user-plus", _("The expert first declares whether there is a conflict of interest."),
        route="experts:assign", rank=15,
    ),
    Action(
        Verb.START_GUIDANCE, "player-play", _("You guide the applicant yourself, without waiting for an expert."),
        perform=guidance.case_start_guidance, rank=20, label=_("Guide without an expert"),
    ),
    Action(
        Verb.ISSUE_OPINION, "clipboard-check", _("Read the submitted opinion, then countersign it or send it back."),
        route="cases:opinions", rank=8, label=_("Countersign the opinion"),
    ),
    Action(
        Verb.SUBMIT_OPINION, "pencil", _("Write the opinion and hand it to a supervisor for countersignature."),
        route="cases:opinion_write", rank=12, label=_("Write the opinion"),
        # The opinion is out; a further version only answers new facts.
        aside=frozenset({State.OPINION_ISSUED, State.TRACKING}),
    ),
    Action(
        Verb.TRACK, "route", _("You follow what the applicant does with the opinion. The applicant is told."),
        forms.TrackForm, guidance.case_track, rank=10,
    ),
    Action(
        Verb.FOLLOW_UP, "message-plus", _("Record what has come of the opinion so far. The applicant sees the record."),
        forms.FollowUpForm, guidance.case_follow_up, rank=11,
    ),
    Action(
        Verb.CLOSE, "flag", _("The applicant is told the result and can see it on the case page."),
        forms.CloseForm, guidance.case_close, rank=30,
    ),
    Action(
        Verb.TERMINATE, "player-stop", _("Guidance ends early; the applicant gets a letter that says why."),
        forms.TerminateForm, guidance.case_terminate, destructive=True, rank=90,
    ),
    Action(
        Verb.WITHDRAW, "arrow-back-up",
        _("The center stops working on this request. A new one can be filed at any time."),
        forms.ReasonForm, guidance.case_withdraw, destructive=True, rank=90,
    ),
    Action(
        Verb.REOPEN, "rotate", _("The case goes back into guidance; the earlier result stays on file."),
        forms.ReasonForm, guidance.case_reopen, rank=40,
    ),
    Action(
        Verb.ARCHIVE, "archive", _("The case file is bound as one PDF. Nothing can be added or reopened afterwards."),
        perform=guidance.case_archive, rank=35,
    ),
    Action(
        Verb.REQUEST_TRANSFER, "arrows-exchange", _("The case stays here until the other center takes it over."),
        forms.TransferForm, transfer.transfer_propose, rank=70,
    ),
    Action(
        Verb.CANCEL_TRANSFER, "arrow-back-up", _("The other center no longer sees the proposal. The case is yours to work on."),
        perform=transfer.transfer_cancel, rank=60,
    ),
    Action(
        Verb.ASSIGN_HANDLER, "user-check", _("The handler is told and finds the case under “Next for me”."),
        forms.HandlerForm, review.case_assign_handler, rank=60,
    ),
    Action(
        Verb.SET_LEVEL, "flag", _("A major case is reported to the national center at once."),
        forms.LevelForm, review.case_set_level, rank=65,
    ),
)  # fmt: skip

ACTIONS: Mapping[Verb, Action] = {action.verb: action for action in _ACTIONS}


def offered(verbs: Iterable[Verb]) -> list[Action]:
    """Give the actions of `verbs`, the main one first."""
    return sorted((ACTIONS[verb] for verb in verbs if verb in ACTIONS), key=lambda action: action.rank)


def main_of(found: Sequence[Action], state: str, *, handed_in: bool) -> Action | None:
    """Give the main button of a case in `state`, None when all of `found` (as `offered`) stand under "more".

    `handed_in` says that an opinion waits for its countersignature: then nobody waits for another one.
    """
    if handed_in and found and found[0].verb == Verb.SUBMIT_OPINION:
        return None
    return next((each for each in found if each.leads(state)), None)


def next_action(case: Case, actor: Actor, *, handed_in: bool, countersign: bool) -> Action | None:
    """Give the main action that `actor` may take now on a row of a list, None when somebody else must move.

    Asks the database nothing: `handed_in` says whether an opinion waits for its countersignature, `countersign`
    whether it is one that `actor` may countersign.
    """
    if case.waiting_for not in {WaitingFor.CENTER, WaitingFor.NOBODY} and not countersign:
        return None
    return _next(case.state, case.waiting_for, actor.personas, handed_in, countersign)


@cache
def _next(state: str, waiting_for: str, personas: frozenset[str], handed_in: bool, countersign: bool) -> Action | None:
    # Few combinations, asked for on every row of every list.
    case = Case(state=state, waiting_for=waiting_for)
    verbs = [
        step.verb
        for step in steps_from(state)
        if not step.who.isdisjoint(personas)
        and (step.asks is None or countersign)
        and (step.guard is None or step.guard(case, ANONYMOUS) is None)
    ]
    return main_of(offered(verbs), state, handed_in=handed_in)
