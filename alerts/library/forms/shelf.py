"""The filter of the public list of typical cases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import Kind
from alerts.publishing.forms.reading import ReadingForm
from cases.choices import Outcome

FIRST_YEAR = 1980


class ShelfForm(ReadingForm):
    """What every list has, and words, year and outcome."""

    q = forms.CharField(label=_("Words in the text"), max_length=60, required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)

    field_order = ("q", "right", "country", "year", "outcome", "industry")

    def __init__(self, data: Any = None, *, kind: Kind) -> None:
        super().__init__(data, kind=kind)
        self.fields["right"].label = _("Kind of dispute")
        years = range(timezone.localdate().year, FIRST_YEAR, -1)
        for name, choices in (
            ("year", [("", _("All years")), *((year, str(year)) for year in years)]),
            ("outcome", [("", _("All outcomes")), *Outcome.choices]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
