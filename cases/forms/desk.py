"""Small forms of the case page: messages, notes, tasks, deadlines, saved views."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.actions import ActionForm, HandlerField, date_input, long_text

MOST_AT_ONCE = 100


class MessageForm(forms.Form):
    body = forms.CharField(label=_("Message"), widget=long_text(4), max_length=5000)


class NoteForm(forms.Form):
    body = forms.CharField(label=_("Internal note"), widget=long_text(3), max_length=5000)


class TaskForm(ActionForm):
    title = forms.CharField(label=_("Task"), max_length=200)
    assignee_id = HandlerField(label=_("For whom"), required=False)
    due_on = forms.DateField(label=_("Due"), widget=date_input(), required=False)

    def prepare(self) -> None:
        field = self.fields["assignee_id"]
        assert isinstance(field, HandlerField)
        field.narrow(self.case.custodian_id, empty_label=_("Nobody in particular"))


class DeadlineForm(forms.Form):
    title = forms.CharField(label=_("What must be done"), max_length=200)
    due_on = forms.DateField(label=_("To be done by"), widget=date_input())

    def clean_due_on(self) -> datetime.date:
        due_on: datetime.date = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if not today - datetime.timedelta(days=3650) <= due_on <= today + datetime.timedelta(days=3650):
            raise ValidationError(_("Choose a day within ten years."), code="far")
        return due_on


class DeadlineMetForm(forms.Form):
    met_on = forms.DateField(label=_("Met on"), widget=date_input())

    def clean_met_on(self) -> datetime.date:
        met_on: datetime.date = self.cleaned_data["met_on"]
        if met_on > timezone.localdate():
            raise ValidationError(_("This day has not come yet."), code="future")
        return met_on


class SavedViewForm(forms.Form):
    name = forms.CharField(label=_("Name of this view"), max_length=60)


class BulkHandlerForm(forms.Form):
    """The colleague who shall handle the chosen cases."""

    handler_id = HandlerField(label=_("Handler"))

    def __init__(self, *args: Any, center_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["handler_id"]
        assert isinstance(field, HandlerField)
        field.error_messages["required"] = _("Choose a handler.")
        if center_id is not None:
            field.narrow(center_id, empty_label=_("Choose a handler"))


def public_ids(texts: Sequence[str]) -> list[UUID]:
    """Read the ids of chosen rows, at most MOST_AT_ONCE; what is no id is left out."""
    found = []
    for text in texts[:MOST_AT_ONCE]:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


class TransferDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("accept", _("Take the case over")), ("return", _("Send it back"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reason or remark"), help_text=_("Needed when you send it back."), widget=long_text(3), max_length=1000,
        required=False,
    )  # fmt: skip

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "return" and not cleaned.get("answer"):
            self.add_error("answer", ValidationError(_("Say why you send it back."), code="required"))
        return cleaned
