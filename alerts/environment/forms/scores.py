"""The grid of one indicator's scores, the import, and the choices of the public pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.environment.selectors.checks import out_of_scale
from alerts.environment.selectors.trees import Branch
from portal.reference.countries import clean_country, country_choices, country_name
from portal.tabular import MAX_BYTES

SPARE_ROWS = 3
MOST_COMPARED = 5


def places() -> list[tuple[str, str]]:
    """Countries (regions) with the European Union, whose office is a market's own."""
    return [("", str(_("Please choose"))), ("EU", country_name("EU")), *(p for p in country_choices() if p[0] != "EU")]


class ScoreForm(forms.Form):
    """One country's score. An empty value takes the score away; an empty spare row is nothing."""

    country = forms.ChoiceField(label=_("Country (region)"), choices=places, required=False)
    value = forms.DecimalField(label=_("Value given"), max_digits=18, decimal_places=6, required=False)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, required=False, assume_scheme="https")
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        value = cleaned.get("value")
        if value is not None and not cleaned.get("source"):
            self.add_error("source", _("Every score needs its source."))
        if value is not None and not cleaned.get("country"):
            self.add_error("country", _("Choose the country (region)."))
        return cleaned


class ScoreRows(BaseFormSet):  # type: ignore[type-arg]
    """The rows of one leaf: each country once, each value within the scale."""

    def __init__(self, *args: Any, branch: Branch, **kwargs: Any) -> None:
        self.branch = branch
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            country, value = cleaned.get("country"), cleaned.get("value")
            if country and country in seen:
                form.add_error("country", _("This country (region) stands in another row already."))
            if country:
                seen.add(country)
            if isinstance(value, Decimal) and (fault := out_of_scale(self.branch, value)) is not None:
                form.add_error("value", fault)
        # Errors of rows make the whole set invalid only when the set itself knows of them.
        if any(form.errors for form in self.forms):
            raise ValidationError(gettext("Some rows need another look. Nothing was saved yet."))


ScoreFormSet = formset_factory(ScoreForm, formset=ScoreRows, extra=SPARE_ROWS, max_num=400, absolute_max=450)


class ImportForm(forms.Form):
    """A CSV file, or its text."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or paste the rows here"), required=False, strip=False, max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "class": "code-input", "spellcheck": "false"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("file", _("Choose a file or paste the rows."))
        return cleaned


def chosen_countries(asked: list[str], known: list[str]) -> list[str]:
    """Keep the asked-for countries that have scores, each once and five at most."""
    kept: list[str] = []
    for raw in asked:
        try:
            code = clean_country(raw)
        except ValidationError:
            continue
        if code in known and code not in kept:
            kept.append(code)
    return kept[:MOST_COMPARED]


class SensitivityForm(forms.Form):
    """By how much weights move, and the seed of the random ones."""

    percent = forms.IntegerField(
        label=_("Move each weight by ± %"), min_value=1, max_value=90, initial=20, required=False
    )
    seed = forms.IntegerField(
        label=_("Seed of the random weights"), min_value=0, max_value=999_999, initial=2026, required=False,
        help_text=_("The same seed draws the same weights."),
    )  # fmt: skip
