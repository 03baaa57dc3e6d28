"""Forms of the verbs. Pages and API fill the same ones; cleaned data are the keyword arguments of the service."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from cases.choices import DeclineReason, Level, Outcome, TerminationReason
from cases.models import Case
from cases.procedure import SUPPLEMENT_DAYS
from cases.selectors.people import colleagues
from portal.accounts.actors import Actor
from portal.reference.currencies import currency_choices
from portal.tenancy.models import DRAWER_ID, Center

MAX_SUPPLEMENT_ITEMS = 20


def date_input() -> forms.DateInput:
    """Make the browser's own date picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def long_text(rows: int = 4) -> forms.Textarea:
    """Make a text area of `rows` lines."""
    return forms.Textarea(attrs={"rows": rows})


class ActionForm(forms.Form):
    """Base of all: knows the case and who acts, so that choices can be narrowed."""

    def __init__(self, *args: Any, case: Case, actor: Actor, **kwargs: Any) -> None:
        self.case = case
        self.actor = actor
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices and set initial values; nothing by default."""


class ConfirmForm(ActionForm):
    """Nothing to fill in: the button is the answer."""


class SupplementRequestForm(ActionForm):
    items = forms.CharField(
        label=_("What is missing"),
        help_text=_("One item per line. The applicant sees exactly these words."),
        widget=long_text(6),
        max_length=4000,
    )
    due_on = forms.DateField(
        label=_("To be sent by"),
        help_text=_("After this day the request counts as withdrawn. The applicant is warned before."),
        widget=date_input(),
    )

    def prepare(self) -> None:
        self.fields["due_on"].initial = timezone.localdate() + datetime.timedelta(days=SUPPLEMENT_DAYS)

    def clean_items(self) -> list[str]:
        items = [line.strip() for line in self.cleaned_data["items"].splitlines() if line.strip()]
        if not items:
            raise ValidationError(_("List at least one missing item."), code="required")
        if len(items) > MAX_SUPPLEMENT_ITEMS:
            raise ValidationError(_("List at most %(most)d items.") % {"most": MAX_SUPPLEMENT_ITEMS}, code="too_many")
        return items

    def clean_due_on(self) -> datetime.date:
        due_on: datetime.date = self.cleaned_data["due_on"]
        today = timezone.localdate()
        if due_on <= today:
            raise ValidationError(_("Choose a day after today."), code="past")
        if due_on > today + datetime.timedelta(days=365):
            raise ValidationError(_("Choose a day within a year."), code="far")
        return due_on


class SupplementForm(ActionForm):
    answer = forms.CharField(
        label=_("What you are sending"),
        help_text=_("Say which file answers which item. What cannot be sent: say why."),
        widget=long_text(5),
        max_length=5000,
    )


# Proposed to the reviewer for each reason; the applicant gets what the reviewer makes of it.
DECLINE_ADVICE = {
    DeclineReason.NOT_OVERSEAS: _("For a dispute inside China, turn to the local IP protection center or call 12330."),
    DeclineReason.NOT_IP: _("For trade questions outside intellectual property, turn to the local commerce authority."),
    DeclineReason.NOT_PARTY: _("The party itself can file a request, or authorise you in writing to do so."),
    DeclineReason.DUPLICATE: _("Follow the case that is already being handled; add new facts there as a message."),
    DeclineReason.UNTRUE: _("Correct the materials and file again."),
    DeclineReason.ENDED: _("If the dispute comes up again, file a new request with the new documents."),
}


class DeclineForm(ActionForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    explanation = forms.CharField(label=_("Explanation to the applicant"), widget=long_text(), max_length=2000)
    advice = forms.CharField(
        label=_("What the applicant can do next"),
        help_text=_("Other bodies, papers to prepare, how to apply again. Left empty, the usual advice is sent."),
        widget=long_text(),
        max_length=2000,
        required=False,
    )

    def clean_reason(self) -> DeclineReason:
        return DeclineReason(self.cleaned_data["reason"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") and not cleaned.get("advice"):
            # Letters are Chinese whatever the reviewer reads.
            with translation.override("zh-hans"):
                cleaned["advice"] = str(DECLINE_ADVICE.get(cleaned["reason"], ""))
            if not cleaned["advice"]:
                self.add_error("advice", ValidationError(_("Say what the applicant can do next."), code="required"))
        return cleaned


class HandlerField(forms.TypedChoiceField):
    """A choice among the colleagues of one center."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def narrow(self, center_id: int, *, empty_label: Any = None, only: int | None = None) -> None:
        """Offer the staff of `center_id`, or `only` one of them; `empty_label` makes the choice optional."""
        staff = [person for person in colleagues(center_id) if only in {None, person.pk}]
        choices: list[tuple[Any, Any]] = [(person.pk, str(person)) for person in staff]
        self.choices = choices if empty_label is None else [("", empty_label), *choices]


class AcceptForm(ActionForm):
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, widget=forms.RadioSelect, initial=Level.ORDINARY)
    handler_id = HandlerField(label=_("Handler"), required=False)

    def prepare(self) -> None:
        handler = self.fields["handler_id"]
        assert isinstance(handler, HandlerField)
        handler.narrow(self.case.custodian_id, empty_label=_("Whoever reviewed it"))
        handler.initial = self.case.handler_id

    def clean_level(self) -> Level:
        return Level(self.cleaned_data["level"])


class HandlerForm(ActionForm):
    handler_id = HandlerField(label=_("Handler"))

    def prepare(self) -> None:
        handler = self.fields["handler_id"]
        assert isinstance(handler, HandlerField)
        if self.actor.has("supervisor"):
            handler.narrow(self.case.custodian_id)
            handler.initial = self.case.handler_id or self.actor.user_id
        else:
            # Only a supervisor gives work to others; everyone may take a case.
            handler.narrow(self.case.custodian_id, only=self.actor.own_user_id)
            handler.initial = self.actor.user_id


class LevelForm(ActionForm):
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why this level"), widget=long_text(2), max_length=500)

    def prepare(self) -> None:
        self.fields["level"].initial = self.case.level

    def clean_level(self) -> Level:
        return Level(self.cleaned_data["level"])


class TrackForm(ActionForm):
    next_on = forms.DateField(label=_("Next follow-up on"), widget=date_input())
    note = forms.CharField(
        label=_("What to follow"), help_text=_("The applicant sees this."), widget=long_text(3), max_length=1000
    )

    def clean_next_on(self) -> datetime.date:
        next_on: datetime.date = self.cleaned_data["next_on"]
        return _soon(next_on)


class FollowUpForm(ActionForm):
    note = forms.CharField(label=_("What has happened"), widget=long_text(4), max_length=2000)
    next_on = forms.DateField(label=_("Next follow-up on"), widget=date_input())

    def clean_next_on(self) -> datetime.date:
        next_on: datetime.date = self.cleaned_data["next_on"]
        return _soon(next_on)


def _soon(day: datetime.date) -> datetime.date:
    today = timezone.localdate()
    if day < today:
        raise ValidationError(_("Choose today or a later day."), code="past")
    if day > today + datetime.timedelta(days=730):
        raise ValidationError(_("Choose a day within two years."), code="far")
    return day


class CloseForm(ActionForm):
    # Nothing is chosen beforehand: a result that nobody chose would go to the applicant and into the statistics.
    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("Please choose")), *Outcome.choices])
    summary = forms.CharField(label=_("Result in words"), widget=long_text(5), max_length=5000)
    recovered = forms.DecimalField(
        label=_("Loss recovered or avoided"), required=False, min_value=0, max_digits=18, decimal_places=2
    )
    recovered_currency = forms.ChoiceField(label=_("Currency"), required=False)
    hours = forms.DecimalField(label=_("Hours spent"), required=False, min_value=0, max_digits=7, decimal_places=1)

    def prepare(self) -> None:
        field = self.fields["recovered_currency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *currency_choices()]

    def clean_outcome(self) -> Outcome:
        return Outcome(self.cleaned_data["outcome"])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        recovered, currency = cleaned.get("recovered"), cleaned.get("recovered_currency")
        if recovered is not None and not currency:
            self.add_error(
                "recovered_currency", ValidationError(_("Choose the currency of the amount."), code="required")
            )
        if recovered is None and currency and "recovered" not in self.errors:
            cleaned["recovered_currency"] = ""
        return cleaned


class TerminateForm(ActionForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=TerminationReason.choices, widget=forms.RadioSelect)
    explanation = forms.CharField(label=_("Explanation to the applicant"), widget=long_text(), max_length=2000)

    def clean_reason(self) -> TerminationReason:
        return TerminationReason(self.cleaned_data["reason"])


class ReasonForm(ActionForm):
    reason = forms.CharField(label=_("Reason"), widget=long_text(3), max_length=1000)


class TransferForm(ActionForm):
    to_center = forms.ModelChoiceField(
        label=_("Receiving center"), queryset=Center.objects.none(), empty_label=_("Please choose")
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "The receiving center sees this, the number, the applicant and the kind of dispute, but no evidence."
        ),
        widget=long_text(3),
        max_length=1000,
    )

    def prepare(self) -> None:
        field = self.fields["to_center"]
        assert isinstance(field, forms.ModelChoiceField)
        centers = Center.objects.filter(is_active=True, pk__gt=DRAWER_ID).exclude(pk=self.case.custodian_id)
        field.queryset = centers.order_by("province", "city", "pk")
