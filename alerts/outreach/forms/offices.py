"""Forms of the register and of the list of recipients."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import OfficeKind
from alerts.outreach.models import Office
from alerts.publishing.choices import Kind, Level, Right, Tag
from alerts.publishing.filters import Wanted
from cases.choices import IPKind
from portal.reference.countries import country_choices
from portal.reference.industry import section_choices


def boxes(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """Give a field of boxes to tick, none for "all"."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def countries() -> list[tuple[str, Any]]:
    """Give the choices of a country, an empty one first."""
    return [("", _("Please choose")), *country_choices()]


def any_country() -> list[tuple[str, Any]]:
    """Give the choices of a filter by country, all of them first."""
    return [("", _("All countries (regions)")), *country_choices()]


class OfficeForm(forms.ModelForm):  # type: ignore[type-arg]
    """An office, as the register keeps it."""

    country = forms.ChoiceField(label=_("Country (region)"), choices=countries)
    ip_kinds = boxes(_("Rights it deals with"), IPKind.choices)
    industries = boxes(_("Industries it deals with"), section_choices)
    source_url = forms.URLField(label=_("Page of the source"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Office
        fields: tuple[str, ...] = (
            "kind", "name_zh", "name_en", "name_local", "country", "city", "language", "email", "phone", "ip_kinds",
            "industries", "source_title", "source_url", "is_active",
        )  # fmt: skip
        help_texts: dict[str, Any] = {
            "email": _("The address that the office itself publishes, not that of a person."),
            "source_title": _("Where these entries stand, for example the office's own website."),
            "language": _("Mails to the office are written in this language."),
        }


class OfficeFilterForm(forms.Form):
    """The filters of the register."""

    q = forms.CharField(label=_("Name or city"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *OfficeKind.choices])
    country = forms.ChoiceField(label=_("Country (region)"), required=False, choices=any_country)

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {"text": found.get("q", ""), "kind": found.get("kind", ""), "country": found.get("country", "")}


class RecipientForm(forms.Form):
    """Which editions an office receives, and why it may be written to."""

    basis = forms.CharField(
        label=_("Why it may be written to"), max_length=300,
        help_text=_("For example: “The office asked for it by letter of 2026-10-12”. The second person reads this."),
    )  # fmt: skip
    kinds = boxes(_("Kinds"), [choice for choice in Kind.choices if choice[0] != Kind.GUIDE], _("Nothing ticked: all."))
    countries = forms.MultipleChoiceField(
        label=_("Markets"), required=False, choices=lambda: country_choices(organisations=True),
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=_("Nothing chosen: all."),
    )  # fmt: skip
    industries = boxes(_("Industries"), section_choices)
    ip_kinds = boxes(_("Rights"), IPKind.choices)
    tags = boxes(_("Kinds of firms"), Tag.choices)
    rights = boxes(_("Subjects of typical cases"), Right.choices)
    level = forms.ChoiceField(
        label=_("Alerts of at least"), required=False, choices=[("", _("All levels")), *Level.choices]
    )

    def wanted(self) -> Wanted:
        """Give the filter."""
        return Wanted.read({name: self.cleaned_data.get(name) for name in Wanted.__dataclass_fields__})


class ReasonForm(forms.Form):
    """Why something is not released, or ended."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
