"""What each verb looks like and calls: one registry for the buttons, the pages and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import Verb
from cases.forms import actions as forms
from cases.services import guidance, review, transfer


@dataclass(frozen=True)
class Action:
    """A verb that a person can do on the case page.

    `perform` takes case, actor, seen_version and the form's cleaned data. `advice` says what will happen. A verb that
    lives on a page of its own has `route` instead (its address takes the case's public id).
    """

    verb: Verb
    icon: str
    advice: str | Promise
    form: type[forms.ActionForm] = forms.ConfirmForm
    perform: Callable[..., Any] | None = None
    route: str = ""
    destructive: bool = False
    # Shown as the main button when several are open.
    rank: int = 50


_ACTIONS = (
    Action(Verb.REVIEW, "eye-check", _("You become the handler if there is none."), perform=review.case_review, rank=10),
    Action(
        Verb.ACCEPT, "circle-check", _("The applicant gets the notice of acceptance."),
        forms.AcceptForm, review.case_accept, rank=10,
    ),
    Action(
        Verb.REQUEST_SUPPLEMENT, "file-alert", _("The clock stands until the applicant answers."),
        forms.SupplementRequestForm, review.supplement_request, rank=20,
    ),
    Action(
        Verb.SUPPLEMENT, "file-upload", _("The center goes on with its review."),
        forms.SupplementForm, review.case_supplement, rank=5,
    ),
    Action(
        Verb.DECLINE, "circle-x", _("The applicant gets the notice with your reason and what to do next."),
        forms.DeclineForm, review.case_decline, destructive=True, rank=80,
    ),
    Action(
        Verb.ASSIGN_EXPERT, "user-star", _("The expert first declares whether there is a conflict of interest."),
        route="experts:assign", rank=15,
    ),
    Action(
        Verb.START_GUIDANCE, "player-play", _("You guide the applicant yourself, without an expert."),
        perform=guidance.case_start_guidance, rank=20,
    ),
    Action(
        Verb.ISSUE_OPINION, "signature", _("Read the submitted opinion and countersign it."),
        route="cases:opinions", rank=10,
    ),
    Action(
        Verb.TRACK, "radar", _("You follow what the applicant does with the opinion."),
        forms.TrackForm, guidance.case_track, rank=10,
    ),
    Action(
        Verb.CLOSE, "flag-check", _("The applicant is told the result."),
        forms.CloseForm, guidance.case_close, rank=30,
    ),
    Action(
        Verb.TERMINATE, "ban", _("Guidance ends early; the applicant gets a letter that says why."),
        forms.TerminateForm, guidance.case_terminate, destructive=True, rank=90,
    ),
    Action(
        Verb.WITHDRAW, "arrow-back-up", _("The center stops working on your request. You can file again at any time."),
        forms.ReasonForm, guidance.case_withdraw, destructive=True, rank=90,
    ),
    Action(
        Verb.REOPEN, "refresh", _("The case goes back into guidance; the earlier result stays on file."),
        forms.ReasonForm, guidance.case_reopen, rank=40,
    ),
    Action(
        Verb.ARCHIVE, "archive", _("The case file is bound as one PDF; nothing can be changed afterwards."),
        perform=guidance.case_archive, rank=40,
    ),
    Action(
        Verb.REQUEST_TRANSFER, "transfer", _("The case stays here until the other center takes it over."),
        forms.TransferForm, transfer.transfer_propose, rank=70,
    ),
    Action(
        Verb.ASSIGN_HANDLER, "user-check", _("The handler is told and sees the case under “next for me”."),
        forms.HandlerForm, review.case_assign_handler, rank=60,
    ),
    Action(
        Verb.SET_LEVEL, "alert-triangle", _("A major case is reported to the national center."),
        forms.LevelForm, review.case_set_level, rank=65,
    ),
)  # fmt: skip

ACTIONS: Mapping[Verb, Action] = {action.verb: action for action in _ACTIONS}


def offered(verbs: list[Verb]) -> list[Action]:
    """Give the actions of `verbs`, the main one first."""
    return sorted((ACTIONS[verb] for verb in verbs if verb in ACTIONS), key=lambda action: action.rank)
