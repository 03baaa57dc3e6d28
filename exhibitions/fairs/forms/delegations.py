"""Forms of a delegation and of who is on duty for it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibitions.events.models import Event
from exhibitions.fairs.choices import DelegationState, PostRole
from exhibitions.fairs.forms.fields import PhoneField
from exhibitions.fairs.models import Delegation, FairEdition, Post
from experts.models import Expert
from portal.accounts.models import User
from portal.site.marks import table_time

# Duty begins with the preparation and ends with what is left to do afterwards.
EARLIEST = datetime.timedelta(days=120)
LATEST = datetime.timedelta(days=365)


class DelegationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What firms should know of a delegation."""

    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=80)
    contact_phone = PhoneField(label=gettext_lazy("Phone"), max_length=40)

    class Meta:
        model = Delegation
        fields: tuple[str, ...] = (
            "name", "brief", "takes_sign_ups", "sign_up_until", "contact_name", "contact_phone", "contact_email",
            "desk_place",
        )  # fmt: skip
        widgets = {"brief": forms.Textarea(attrs={"rows": 5})}
        help_texts: dict[str, Any] = {
            "takes_sign_ups": gettext_lazy("The public page of the fair shows the delegation and its contact, and firms may sign up."),
            "desk_place": gettext_lazy("Hall and booth, as soon as it is known."),
        }  # fmt: skip

    def __init__(self, *args: Any, edition: FairEdition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_sign_up_until(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["sign_up_until"]
        if day and day > self.edition.ends_on:
            raise ValidationError(_("The fair is over by then."))
        return day


class DelegationFilterForm(forms.Form):
    """The filters of the delegations."""

    q = forms.CharField(label=gettext_lazy("Delegation or fair"), max_length=80, required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("When"), required=False,
        choices=[
            ("", gettext_lazy("All")), ("now", gettext_lazy("Running now")), ("coming", gettext_lazy("Coming")),
            ("past", gettext_lazy("Over")),
        ],
    )  # fmt: skip
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *DelegationState.choices]
    )

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {name: found.get(name, "") for name in self.fields}


class _PostForm(forms.ModelForm):  # type: ignore[type-arg]
    phone = PhoneField(label=gettext_lazy("Phone at the fair"), max_length=40, required=False)

    class Meta:
        model = Post
        fields: tuple[str, ...] = ("role", "phone", "starts_on", "ends_on")

    def __init__(self, *args: Any, edition: FairEdition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.fields["starts_on"].initial = edition.starts_on
        self.fields["ends_on"].initial = edition.ends_on

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        if last and last < timezone.localdate():
            self.add_error("ends_on", _("Choose today or a later day."))
        if first and first < self.edition.starts_on - EARLIEST:
            self.add_error("starts_on", _("This is too long before the fair."))
        if last and last > self.edition.ends_on + LATEST:
            self.add_error("ends_on", _("This is too long after the fair."))
        return cleaned


class StaffPostForm(_PostForm):
    """Put a colleague on duty."""

    person = forms.ChoiceField(label=gettext_lazy("Colleague"))
    field_order = ("person", "role", "phone", "starts_on", "ends_on")

    def __init__(self, *args: Any, staff: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Please choose")), *((str(user.pk), user.name or user.email) for user in staff)]


class ExpertPostForm(_PostForm):
    """Ask an expert to be on duty."""

    expert = forms.ChoiceField(label=gettext_lazy("Expert"))
    cross_border_basis = forms.CharField(
        label=gettext_lazy("Approval for sending material abroad"), max_length=300, required=False,
        help_text=gettext_lazy("Needed for an expert who works outside mainland China: number and date of the approval."),
    )  # fmt: skip
    field_order = ("expert", "role", "phone", "starts_on", "ends_on", "cross_border_basis")

    class Meta(_PostForm.Meta):
        fields = (*_PostForm.Meta.fields, "cross_border_basis")

    def __init__(self, *args: Any, experts: Sequence[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.experts = {str(expert.public_id): expert for expert in experts}
        field = self.fields["expert"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Please choose")), *((key, _expert_words(row)) for key, row in self.experts.items())]
        self.fields["role"].initial = PostRole.ADVISER

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        expert = self.experts.get(cleaned.get("expert", ""))
        if expert and expert.is_foreign and not cleaned.get("cross_border_basis"):
            self.add_error("cross_border_basis", _("This expert works outside mainland China: record the approval."))
        return cleaned


def _expert_words(expert: Expert) -> str:
    where = f" · {expert.organisation}" if expert.organisation else ""
    abroad = f" · {_('works outside mainland China')}" if expert.is_foreign else ""
    return f"{expert.name}{where} · {expert.country_labels}{abroad}"


class TrainingForm(forms.Form):
    """Choose an event of the center as training."""

    event = forms.ModelChoiceField(
        label=gettext_lazy("Event of your center"), queryset=Event.objects.none(), to_field_name="public_id",
        empty_label=gettext_lazy("Please choose"),
    )  # fmt: skip

    def __init__(self, *args: Any, events: QuerySet[Event], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["event"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = events
        field.label_from_instance = _event_words  # type: ignore[method-assign,assignment]


def _event_words(event: Any) -> str:
    return f"{table_time(event.starts_at)} · {event.title} · {event.get_state_display()}"


class DeclarationForm(forms.Form):
    """An expert's declaration on the firms of a delegation."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your declaration"),
        choices=[
            ("none", gettext_lazy("I have no conflict of interest with any of these firms and take the duty.")),
            ("decline", gettext_lazy("I have a conflict of interest, or cannot take the duty.")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason or remark"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False,
        help_text=gettext_lazy("Needed when you decline. The center reads it; the firms do not."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "decline" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why, in a few words."))
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)
