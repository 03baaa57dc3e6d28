"""The guidance opinion as a form: four texts and a list of options with cost and time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from cases.forms.actions import long_text

MAX_OPTIONS = 8


class OpinionForm(forms.Form):
    facts = forms.CharField(
        label=_("Facts"), widget=long_text(8), max_length=20000, required=False,
        help_text=_("What is established, and from which document."),
    )  # fmt: skip
    analysis = forms.CharField(label=_("Analysis"), widget=long_text(10), max_length=20000, required=False)
    risks = forms.CharField(label=_("Risks"), widget=long_text(5), max_length=10000, required=False)
    recommendation = forms.CharField(label=_("Recommendation"), widget=long_text(6), max_length=10000, required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class OptionForm(forms.Form):
    title = forms.CharField(label=_("Option"), max_length=200, required=False)
    cost = forms.CharField(label=_("Cost"), max_length=100, required=False, help_text=_("Such as “USD 20,000–40,000”."))
    duration = forms.CharField(label=_("Time"), max_length=100, required=False, help_text=_("Such as “3–6 months”."))
    comment = forms.CharField(label=_("For and against"), widget=long_text(2), max_length=2000, required=False)


class OptionFormSet(BaseFormSet):  # type: ignore[type-arg]
    """Options; rows left empty are dropped."""

    def filled(self) -> list[dict[str, str]]:
        """Give the options that have a title or anything else."""
        keys = ("title", "cost", "duration", "comment")
        rows = [{key: form.cleaned_data.get(key, "") for key in keys} for form in self.forms if form.cleaned_data]
        return [row for row in rows if any(row.values())]


def option_formset(data: Any = None, initial: list[dict[str, str]] | None = None) -> OptionFormSet:
    """Make the set of option rows: the filled ones and one more, at most MAX_OPTIONS."""
    factory = forms.formset_factory(
        OptionForm, formset=OptionFormSet, extra=1 if initial else 2, max_num=MAX_OPTIONS, validate_max=True
    )
    return factory(data, initial=initial, prefix="options")


class ReturnForm(forms.Form):
    reason = forms.CharField(label=_("What should be changed"), widget=long_text(3), max_length=2000)
