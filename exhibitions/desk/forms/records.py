"""What a person writes of an incident: the same rules for the app and for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.choices import CLOCK_SECONDS, Choice, EntryKind, IncidentKind
from exhibitions.desk.models import Incident
from exhibitions.fairs.models import Delegation, Exhibit, Participant

_LENGTHS = {"hall": 20, "booth": 30, "opponent": 200, "asserted_right": 300, "summary": 4000, "next_step": 300}


# Nobody records at a desk what happened earlier, or plans further ahead.
OLDEST, FARTHEST = timedelta(days=400), timedelta(days=730)


def _not_future(at: Any) -> Any:
    if at and at < timezone.now() - OLDEST:
        raise forms.ValidationError(_("This lies more than a year back. Look at the clock of the device."))
    if at and at > timezone.now() + timedelta(seconds=CLOCK_SECONDS):
        raise forms.ValidationError(_("This lies in the future. Look at the clock of the device."))
    return at


def words(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what came as JSON as a form would send it: truths for boxes, words for everything else."""
    boxes = {"is_grave", "is_internal"}
    return {
        name: raw if name in boxes or isinstance(raw, str) else "" if raw is None else str(raw)
        for name, raw in data.items()
    }


def field_label(name: str) -> Any:
    """Name a field of an incident, as labels do."""
    return capfirst(Incident._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


class IncidentForm(forms.Form):
    """The fields of an incident; `names` keeps those that are being changed. Firm and exhibit come by their public ids."""

    kind = forms.ChoiceField(choices=IncidentKind.choices)
    is_grave = forms.BooleanField(required=False)
    happened_at = forms.DateTimeField()
    participant = forms.UUIDField(required=False)
    exhibit = forms.UUIDField(required=False)
    hall = forms.CharField(required=False)
    booth = forms.CharField(required=False)
    opponent = forms.CharField(required=False)
    asserted_right = forms.CharField(required=False)
    summary = forms.CharField()
    next_step = forms.CharField(required=False)
    next_due_at = forms.DateTimeField(required=False)

    def __init__(
        self,
        data: dict[str, Any] | None,
        *,
        delegation: Delegation,
        names: Iterable[str] | None = None,
        before: Incident | None = None,
    ) -> None:
        super().__init__(data)
        self.delegation = delegation
        self.before = before
        for name, field in list(self.fields.items()):
            if names is not None and name not in names:
                del self.fields[name]
                continue
            field.label = field_label(name)
            if name in _LENGTHS and isinstance(field, forms.CharField):
                field.max_length = _LENGTHS[name]
                field.validators.append(MaxLengthValidator(_LENGTHS[name]))

    def clean_happened_at(self) -> Any:
        return _not_future(self.cleaned_data["happened_at"])

    def clean_next_due_at(self) -> Any:
        at = self.cleaned_data["next_due_at"]
        if at and abs(at - timezone.now()) > FARTHEST:
            raise forms.ValidationError(_("This is too far away."))
        return at

    def clean_participant(self) -> Participant | None:
        wanted = self.cleaned_data["participant"]
        if wanted is None:
            return None
        found = Participant.objects.filter(delegation=self.delegation, public_id=wanted).first()
        if found is None:
            raise forms.ValidationError(_("This firm is not in the delegation any more. Choose it from the roster."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"participant", "exhibit"} & set(self.fields) and not {"participant", "exhibit"} & set(self.errors):
            self._exhibit(cleaned)
        return cleaned

    def _exhibit(self, cleaned: dict[str, Any]) -> None:
        """Let the exhibit be one of the firm's, whichever of the two is being changed."""
        firm = cleaned["participant"] if "participant" in self.fields else self.before and self.before.participant
        if "exhibit" not in self.fields:
            # Not cleared by itself: somebody may just have written it on another device.
            if self.before and self.before.exhibit and (firm is None or self.before.exhibit.participant_id != firm.pk):
                self.add_error("participant", _("Choose the exhibit anew together with the firm."))
            return
        wanted = cleaned["exhibit"]
        if wanted is None:
            return
        found = Exhibit.objects.filter(participant=firm, public_id=wanted).first() if firm else None
        if found is None:
            self.add_error("exhibit", _("This exhibit is not one of the firm's. Choose it again."))
        cleaned["exhibit"] = found


class EntryForm(forms.Form):
    """A line of the log."""

    kind = forms.ChoiceField(label=_("Kind of entry"), choices=EntryKind.choices)
    at = forms.DateTimeField(label=_("When"))
    who = forms.CharField(label=_("Who (name, function)"), max_length=200, required=False)
    text = forms.CharField(label=_("What was done or said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    is_internal = forms.BooleanField(label=_("Not for the firm"), required=False)

    def clean_at(self) -> Any:
        return _not_future(self.cleaned_data["at"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("kind") in {EntryKind.MET, EntryKind.SERVED}
            and not cleaned.get("who")
            and "who" not in self.errors
        ):
            self.add_error("who", _("Say who it was, at least the function."))
        return cleaned


class HandOverForm(forms.Form):
    """What the next one at the desk should know."""

    notes = forms.CharField(label=_("What the next should know"), max_length=4000)


class ChoiceForm(forms.Form):
    """How one field of a conflict is settled."""

    choice = forms.ChoiceField(choices=Choice.choices)
