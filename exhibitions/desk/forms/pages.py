"""Forms of the staff's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.choices import Choice, IncidentKind, IncidentState
from exhibitions.desk.models import Clash, Shift
from exhibitions.fairs.models import Delegation


class IncidentFilterForm(forms.Form):
    """The filters of the list."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *IncidentState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *IncidentKind.choices])
    grave = forms.BooleanField(label=_("Grave ones only"), required=False)
    clash = forms.BooleanField(label=_("With an open conflict"), required=False)

    def asked(self) -> dict[str, Any]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))


class SettleForm(forms.Form):
    """One choice for each field of a conflict; `seen` is what stood when the page was drawn."""

    def __init__(
        self, *args: Any, clash: Clash, labels: dict[str, tuple[Any, str, str]], seen: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clash = clash
        for name, (label, mine, theirs) in labels.items():
            options = [
                (Choice.MINE.value, _("What was written without a network: %(value)s") % {"value": mine}),
                (Choice.THEIRS.value, _("What stands here: %(value)s") % {"value": theirs}),
            ]
            self.fields[name] = forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen, required=False)

    def choices_made(self) -> dict[str, dict[str, str]]:
        """Give the choices as `clash_settle` takes them."""
        return {name: {"choice": self.cleaned_data[name]} for name in self.clash.fields}


class ShiftForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person's hours on duty."""

    class Meta:
        model = Shift
        fields = ("user", "starts_at", "ends_at", "phone", "note")
        help_texts = {
            "phone": _("The number at the fair, with the country code"),
        }

    def __init__(self, *args: Any, people: QuerySet[Any], delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.label_from_instance = str  # type: ignore[method-assign,assignment]
        self.instance.delegation, self.instance.center_id = delegation, delegation.center_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("This is not after the beginning."))
        return cleaned
