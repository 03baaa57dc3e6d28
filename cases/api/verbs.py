"""Every verb as the API does it: form and deed. Most are those of the pages; some live on pages of their own there.

An app that owns a verb adds it from its `AppConfig.ready()`: `offer(Verb.ASSIGN_EXPERT, form=…, perform=…)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import access
from cases.actions import ACTIONS
from cases.choices import Verb
from cases.forms.actions import ActionForm
from cases.forms.opinion import MAX_OPTIONS, OpinionForm, OptionForm, ReturnForm
from cases.models import Case, Opinion
from cases.services import opinions
from portal.accounts.actors import Actor
from portal.api.describe import RowsField
from portal.policy.conflict import Conflict


@dataclass(frozen=True)
class Deed:
    """A verb: `form` takes data, case and actor; `perform` takes case, actor, seen_version and the cleaned data."""

    verb: Verb
    form: Callable[..., Any]
    perform: Callable[..., Any]
    label: str | Promise
    advice: str | Promise = ""
    destructive: bool = False


_own: dict[Verb, tuple[Callable[..., Any], Callable[..., Any]]] = {}


def offer(verb: Verb, *, form: Callable[..., Any], perform: Callable[..., Any]) -> None:
    """Say how the API does a verb that has a page of its own."""
    if verb in _own:
        raise ValueError(f"Two ways to {verb.value!r} through the API.")
    _own[verb] = form, perform


def deed(verb: str) -> Deed | None:
    """Give the deed of a verb's code; None for a verb that is not done this way (submit, the portal's own)."""
    if verb not in Verb.values:
        return None
    code = Verb(verb)
    action = ACTIONS.get(code)
    if code in _own:
        form, perform = _own[code]
    elif action is not None and action.perform is not None:
        form, perform = action.form, action.perform
    else:
        return None
    if action is None:
        return Deed(code, form, perform, code.label)
    return Deed(code, form, perform, action.words, action.advice, action.destructive)


def deeds() -> list[Deed]:
    """List every deed."""
    return [found for verb in Verb.values if (found := deed(verb)) is not None]


# -- opinions ---------------------------------------------------------------------------------------------------------


class WaitingOpinionForm(ActionForm):
    """One of the opinions that wait for a countersignature, by its id."""

    opinion = forms.ChoiceField(label=gettext_lazy("Opinion to countersign"))

    def prepare(self) -> None:
        field = self.fields["opinion"]
        assert isinstance(field, forms.ChoiceField)
        waiting = Opinion.objects.filter(case_id=self.case.pk, state=Opinion.State.SUBMITTED).order_by("number")
        self.waiting = {str(row.public_id): row for row in waiting.select_related("author")}
        field.choices = [(key, f"{row.number} · {row.author or ''}") for key, row in self.waiting.items()]

    def clean_opinion(self) -> Opinion:
        return self.waiting[self.cleaned_data["opinion"]]


class CountersignForm(WaitingOpinionForm):
    """The opinion and the text that was read: `If-Match: *` says nothing of either."""

    text_hash = forms.CharField(
        label=gettext_lazy("Hash of the text that was read (`text_hash`)"), min_length=64, max_length=64
    )


class SendBackForm(WaitingOpinionForm):
    reason = ReturnForm.base_fields["reason"]


class OpinionDeedForm(OpinionForm):
    """A whole opinion at once, to be handed over for countersignature."""

    options = RowsField(label=gettext_lazy("Options"), row=OptionForm, most=MAX_OPTIONS)
    field_order = ("facts", "analysis", "options", "risks", "recommendation")

    def __init__(self, data: Any = None, *, case: Case, actor: Actor) -> None:
        super().__init__(data)
        del self.fields["row_version"]


def _in_step(case: Case, actor: Actor, seen_version: int) -> Case:
    """Lock the case and make sure that it is as the caller saw it."""
    locked = access.get_case(actor, case.public_id, lock=True)
    if locked.version != seen_version:
        raise Conflict(_("This was changed since you read it. Read it again, then decide."))
    return locked


def _hand_over(*, case: Case, actor: Actor, seen_version: int, options: Any, **texts: str) -> None:
    """Save the caller's opinion and submit it; a draft of theirs is overwritten."""
    locked = _in_step(case, actor, seen_version)
    own = opinions.opinion_of(locked, actor)
    seen = 0 if own is None or own.state == Opinion.State.COUNTERSIGNED else own.row_version
    opinion = opinions.opinion_save(case=locked, actor=actor, texts=texts, options=options, seen_version=seen)
    opinions.opinion_submit(case=locked, opinion=opinion, actor=actor)


def _countersign(*, case: Case, actor: Actor, seen_version: int, opinion: Opinion, text_hash: str) -> None:
    opinions.opinion_countersign(
        case=case, opinion=opinion, actor=actor, seen_hash=text_hash, seen_version=seen_version
    )


def _send_back(*, case: Case, actor: Actor, seen_version: int, opinion: Opinion, reason: str) -> None:
    locked = _in_step(case, actor, seen_version)
    opinions.opinion_return(case=locked, opinion=opinion, actor=actor, reason=reason)


offer(Verb.SUBMIT_OPINION, form=OpinionDeedForm, perform=_hand_over)
offer(Verb.ISSUE_OPINION, form=CountersignForm, perform=_countersign)
offer(Verb.RETURN_OPINION, form=SendBackForm, perform=_send_back)
