"""The guidance opinion as a form: four texts and a list of options with cost and time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from cases.forms.actions import long_text

MAX_OPTIONS = 8


class OpinionForm(forms.Form):
    """The texts of one version. `partial` saves what is there: a draft may have gaps, a submitted one may not."""

    use_required_attribute = False

    facts = forms.CharField(
        label=_("Established facts"), widget=long_text(8), max_length=20000,
        help_text=_("What is established, and from which document."),
    )  # fmt: skip
    analysis = forms.CharField(
        label=_("Analysis"), widget=long_text(10), max_length=20000,
        help_text=_("How the law of the forum sees these facts, and how sure that is."),
    )  # fmt: skip
    risks = forms.CharField(
        label=_("Risks"), widget=long_text(5), max_length=10000,
        help_text=_("What can go wrong with each option, and what it would cost."),
    )  # fmt: skip
    recommendation = forms.CharField(
        label=_("Recommendation"), widget=long_text(6), max_length=10000,
        help_text=_("What the applicant should do first, and by when."),
    )  # fmt: skip
    row_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, partial: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("facts", "analysis", "risks", "recommendation"):
            self.fields[name].required = not partial
            self.fields[name].error_messages["required"] = _("Fill this in before you hand the opinion over.")


class OptionForm(forms.Form):
    """One way to respond."""

    use_required_attribute = False

    title = forms.CharField(label=_("Option"), max_length=200, required=False)
    cost = forms.CharField(label=_("Cost"), max_length=100, required=False, help_text=_("Such as “USD 20,000–40,000”."))
    duration = forms.CharField(
        label=_("Time needed"), max_length=100, required=False, help_text=_("Such as “3–6 months”.")
    )
    comment = forms.CharField(label=_("For and against"), widget=long_text(3), max_length=2000, required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("title") and any(cleaned.get(name) for name in ("cost", "duration", "comment")):
            self.add_error("title", _("Name this option."))
        return cleaned


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
        OptionForm,
        formset=OptionFormSet,
        extra=1 if initial else 2,
        max_num=MAX_OPTIONS,
        validate_max=True,
        absolute_max=MAX_OPTIONS + 2,
    )
    made = factory(data, initial=initial, prefix="options")
    assert isinstance(made, OptionFormSet)
    return made


class ReturnForm(forms.Form):
    """Why an opinion goes back to its author."""

    reason = forms.CharField(label=_("What should be changed"), widget=long_text(3), max_length=2000)
