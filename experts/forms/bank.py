"""The record of an expert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import IPKind
from experts.choices import LANGUAGES
from experts.models import Expert
from portal.reference.countries import country_choices
from portal.reference.industry import section_choices
from portal.reference.phones import clean_phone


class ExpertForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a center keeps about an expert. Countries, languages and industries are several choices each."""

    ip_kinds = forms.MultipleChoiceField(
        label=_("Fields of intellectual property"), choices=IPKind.choices, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(label=_("Countries (regions)"), choices=country_choices, required=False)
    languages = forms.MultipleChoiceField(label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple)
    industries = forms.MultipleChoiceField(label=_("Industries"), choices=section_choices, required=False)

    class Meta:
        model = Expert
        fields: tuple[str, ...] = (
            "name", "email", "phone", "kind", "organisation", "title", "ip_kinds", "countries", "languages", "industries",
            "biography", "is_foreign", "term_from", "term_to", "is_active",
        )  # fmt: skip
        widgets = {"biography": forms.Textarea(attrs={"rows": 4})}
        help_texts: dict[str, Any] = {
            "is_active": _(
                "Without the tick nobody can ask this expert, and cases that are open to them close to them at once."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields.get("kind")
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [("", _("Please choose")), *Expert.Kind.choices]

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"]) if self.cleaned_data.get("phone") else ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("term_from"), cleaned.get("term_to")
        if first and last and last < first:
            self.add_error("term_to", ValidationError(_("The term ends before it begins."), code="order"))
        return cleaned


class ProfileForm(ExpertForm):
    """What experts keep up to date themselves: not the bank, the term, or where they work."""

    class Meta(ExpertForm.Meta):
        fields = (
            "name", "phone", "organisation", "title", "ip_kinds", "countries", "languages", "industries", "biography",
            "is_active",
        )  # fmt: skip
        help_texts: dict[str, Any] = {
            "is_active": _(
                "Without the tick no center can ask you, and every case that is open to you closes to you at once, "
                "opinions you have begun included. To leave one case only, declare a conflict or write to its handler."
            ),
        }


class BankFilterForm(forms.Form):
    """Filters of the bank."""

    q = forms.CharField(label=_("Name or organisation"), max_length=60, required=False)
    ip_kind = forms.ChoiceField(label=_("Intellectual property"), required=False)
    country = forms.ChoiceField(label=_("Country (region)"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("ip_kind", IPKind.choices), ("country", country_choices()), ("language", LANGUAGES)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]
