"""Assigning an expert and answering for it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experts.matching import Match

OPEN_DAYS = 90
OPINION_DAYS = 15


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AssignForm(forms.Form):
    """Which expert, asked what, until when. The ranked matches are the only choices."""

    expert = forms.ChoiceField(
        label=_("Expert"), widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("This expert cannot be asked: not available, the term is over, or no seat at their center.")
        },
    )  # fmt: skip
    question = forms.CharField(
        label=_("What the expert is asked"), widget=_long(4), max_length=3000,
        help_text=_("Shown after the expert has declared no conflict of interest."),
    )  # fmt: skip
    opinion_due_on = forms.DateField(label=_("Opinion due"))
    ends_on = forms.DateField(
        label=_("Case open until"), help_text=_("After this day the expert no longer sees the case.")
    )
    cross_border_basis = forms.CharField(
        label=_("Approval for sending material abroad"), max_length=300, required=False,
        help_text=_("Needed for experts outside mainland China: number and date of the approval."),
    )  # fmt: skip

    def __init__(self, *args: Any, matches: list[Match], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches = {str(match.expert.public_id): match for match in matches if match.available}
        field = self.fields["expert"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, match.expert.name) for key, match in self.matches.items()]
        today = timezone.localdate()
        self.fields["opinion_due_on"].initial = today + datetime.timedelta(days=OPINION_DAYS)
        self.fields["ends_on"].initial = today + datetime.timedelta(days=OPEN_DAYS)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        today = timezone.localdate()
        due, ends = cleaned.get("opinion_due_on"), cleaned.get("ends_on")
        if due and due < today:
            self.add_error("opinion_due_on", ValidationError(_("Choose today or a later day."), code="past"))
        if ends and (ends < today or (due and ends < due)):
            self.add_error(
                "ends_on", ValidationError(_("The case must stay open until the opinion is due."), code="past")
            )
        if ends and ends > today + datetime.timedelta(days=730):
            self.add_error("ends_on", ValidationError(_("Choose a day within two years."), code="far"))
        match = self.matches.get(cleaned.get("expert", ""))
        if match and match.expert.is_foreign and not cleaned.get("cross_border_basis"):
            self.add_error(
                "cross_border_basis",
                ValidationError(_("This expert works outside mainland China: record the approval.")),
            )
        return cleaned


class DeclarationForm(forms.Form):
    """The conflict declaration: none, a conflict, or no time."""

    answer = forms.ChoiceField(
        label=_("Your declaration"),
        choices=[
            ("none", _("I have no conflict of interest with any of these parties and take the case.")),
            ("conflict", _("I have a conflict of interest.")),
            ("decline", _("I have no conflict, but cannot take the case.")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason or remark"), widget=_long(3), max_length=2000, required=False,
        help_text=_("Needed for a conflict or when you decline. The center reads it; the applicant does not."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") in {"conflict", "decline"} and not cleaned.get("reason"):
            self.add_error("reason", ValidationError(_("Say why, in a few words."), code="required"))
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
