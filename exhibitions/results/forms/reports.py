"""The words and photos of a report, the reason of a return, the filter of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.models import IncidentFile
from exhibitions.results.choices import ReportState
from exhibitions.results.models import Report

_LONG = {"rows": 8}


class ReportForm(forms.ModelForm):  # type: ignore[type-arg]
    """The center's words, and each photo with a box and what it shows."""

    class Meta:
        model = Report
        fields = ("introduction", "assessment", "recommendations")
        widgets = {name: forms.Textarea(attrs=_LONG) for name in fields}
        help_texts = {
            "introduction": _("Why the delegation went, and what was prepared."),
            "assessment": _("What went well, what did not, and why."),
            "recommendations": _("What firms, the center and the organiser should do next time."),
        }

    def __init__(self, *args: Any, offered: Sequence[IncidentFile], chosen: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        for file in offered:
            self.fields[f"photo_{file.public_id}"] = forms.BooleanField(
                label=_("Put it into the report"), required=False, initial=file.pk in chosen
            )
            self.fields[f"alt_{file.public_id}"] = forms.CharField(
                label=_("What the photo shows"),
                max_length=200,
                required=False,
                initial=chosen.get(file.pk, file.caption),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for file in self.offered:
            alt = f"alt_{file.public_id}"
            if cleaned.get(f"photo_{file.public_id}") and not cleaned.get(alt) and alt not in self.errors:
                self.add_error(alt, _("Say what the photo shows: for people who do not see it."))
        return cleaned

    @property
    def rows(self) -> list[tuple[IncidentFile, forms.BoundField, forms.BoundField]]:
        """Give each photo with its two fields."""
        return [(file, self[f"photo_{file.public_id}"], self[f"alt_{file.public_id}"]) for file in self.offered]

    def photos(self) -> dict[int, str]:
        """Give the chosen photos as `report_write` takes them."""
        data = self.cleaned_data
        return {file.pk: data[f"alt_{file.public_id}"] for file in self.offered if data.get(f"photo_{file.public_id}")}


class ReasonForm(forms.Form):
    """Why a report is sent back; other steps need no reason."""

    reason = forms.CharField(label=_("What must be mended"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class HomeForm(forms.Form):
    """The filter of the list of delegations."""

    state = forms.ChoiceField(
        label=_("Report"), required=False,
        choices=[("", _("All")), ("none", _("Not yet begun")), *ReportState.choices],
    )  # fmt: skip

    def asked(self) -> dict[str, Any]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))


class FollowUpForm(forms.Form):
    """The filters of the follow-up list."""

    only = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[("", _("All that is not finished")), ("overdue", _("Overdue")), ("unplanned", _("Without a next step or day"))],
    )  # fmt: skip
    delegation: Any = forms.ModelChoiceField(
        label=_("Delegation"), queryset=None, required=False, to_field_name="public_id"
    )

    def __init__(self, *args: Any, delegations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["delegation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = delegations, str(_("All"))

    def asked(self) -> dict[str, Any]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = dict(getattr(self, "cleaned_data", {}))
        chosen = found.get("delegation")
        return {"only": found.get("only", ""), "delegation": chosen.public_id if chosen else None}


class YearsForm(forms.Form):
    """The filter of the comparison."""

    fair: Any = forms.ModelChoiceField(label=_("Fair"), queryset=None, required=False, to_field_name="public_id")

    def __init__(self, *args: Any, fairs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fair"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = fairs, str(_("All fairs"))
        field.label_from_instance = lambda fair: str(fair.name)  # type: ignore[method-assign,assignment]

    def asked(self) -> Any:
        """Give the fair; None for all."""
        self.is_valid()
        return getattr(self, "cleaned_data", {}).get("fair")
