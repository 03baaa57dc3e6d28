"""Forms of the list of fairs."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibitions.fairs.forms.fields import EditionField, ListField
from exhibitions.fairs.models import Fair, FairContact, FairEdition
from experts.choices import LANGUAGES
from portal.reference.countries import country_choices
from portal.reference.industry import section_choices


def countries() -> list[tuple[str, Any]]:
    """Give the choices of a country, an empty one first."""
    return [("", _("Please choose")), *country_choices()]


def any_country() -> list[tuple[str, Any]]:
    """Give the choices of a filter by country, all of them first."""
    return [("", _("All countries (regions)")), *country_choices()]


def any_industry() -> list[tuple[str, Any]]:
    """Give the choices of a filter by industry, all of them first."""
    return [("", _("All industries")), *section_choices()]


@cache
def _zones() -> list[tuple[str, str]]:
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone and not zone.startswith("Etc/")]


def zones() -> list[tuple[str, Any]]:
    """Give the choices of a time zone, an empty one first."""
    return [("", _("Please choose")), *_zones()]


class _Sourced(forms.ModelForm):  # type: ignore[type-arg]
    source_url = forms.URLField(label=gettext_lazy("Source"), max_length=500, assume_scheme="https")
    seen_on = forms.DateField(label=gettext_lazy("Source seen on"))

    def clean_seen_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["seen_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day


class FairForm(_Sourced):
    """A fair, with the page on which these facts stand."""

    country = forms.ChoiceField(label=gettext_lazy("Country (region)"), choices=countries)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    language = forms.ChoiceField(
        label=gettext_lazy("Local language"), choices=[("", gettext_lazy("Please choose")), *LANGUAGES]
    )
    industries = forms.MultipleChoiceField(
        label=gettext_lazy("Industries"), choices=section_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=gettext_lazy("Website"), max_length=500, required=False, assume_scheme="https")
    rules_url = forms.URLField(
        label=gettext_lazy("Where the rules stand"), max_length=500, required=False, assume_scheme="https"
    )

    class Meta:
        model = Fair
        fields: tuple[str, ...] = (
            "name_zh", "name_en", "short_name", "organiser_zh", "organiser_en", "website", "country", "city_zh",
            "city_en", "venue_zh", "venue_en", "time_zone", "language", "industries", "rules_zh", "rules_en",
            "rules_url", "source_url", "seen_on",
        )  # fmt: skip
        widgets = {"rules_zh": forms.Textarea(attrs={"rows": 5}), "rules_en": forms.Textarea(attrs={"rows": 5})}
        help_texts: dict[str, Any] = {
            "rules_zh": gettext_lazy("What the organiser does when somebody complains of an infringement at a booth: whom to turn to, what it asks for, what it may do."),
        }  # fmt: skip


class EditionForm(_Sourced):
    """One holding of a fair."""

    halls = ListField(
        label=gettext_lazy("Halls"), most=60, help_text=gettext_lazy("Separated by commas, for example 1, 2.1, 8")
    )

    class Meta:
        model = FairEdition
        fields: tuple[str, ...] = (
            "year", "label_zh", "label_en", "starts_on", "ends_on", "halls", "opening_hours", "cancelled_on",
            "cancel_reason", "source_url", "seen_on",
        )  # fmt: skip
        help_texts: dict[str, Any] = {
            "label_zh": gettext_lazy("For example 第140届秋季; the year alone when left empty."),
            "starts_on": gettext_lazy("Days at the venue."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.confirmed_at is None:
            del self.fields["cancelled_on"], self.fields["cancel_reason"]

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 1900 <= year <= timezone.localdate().year + 10:
            raise ValidationError(_("Enter a year such as 2027."))
        return year

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        if first and last and last > first + datetime.timedelta(days=366):
            self.add_error("ends_on", _("A fair does not last longer than a year."))
        off, why = cleaned.get("cancelled_on"), cleaned.get("cancel_reason")
        if off and not why:
            self.add_error("cancel_reason", _("Say why."))
        if why and not off:
            self.add_error("cancelled_on", _("Say when."))
        return cleaned


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody to turn to at a fair."""

    edition = EditionField(
        label=gettext_lazy("Edition of the fair"), queryset=FairEdition.objects.none(), required=False, empty_label=gettext_lazy("Every edition"),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"), choices=LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    source_url = forms.URLField(label=gettext_lazy("Source"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = FairContact
        fields: tuple[str, ...] = (
            "kind", "edition", "name_zh", "name_local", "person", "phone", "email", "address", "hours", "languages",
            "note", "on_call_from", "on_call_to", "source_url", "seen_on",
        )  # fmt: skip
        help_texts: dict[str, Any] = {
            "phone": gettext_lazy("With the country code, as it is dialled from anywhere: +49 221 8210."),
        }

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["edition"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = FairEdition.objects.filter(fair=fair).order_by("-starts_on", "-id")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("phone", "email", "address")):
            self.add_error("phone", _("Give at least one way to reach them: phone, e-mail or address."))
        first, last = cleaned.get("on_call_from"), cleaned.get("on_call_to")
        if bool(first) != bool(last):
            self.add_error("on_call_to" if first else "on_call_from", _("Give both days, or neither."))
        if first and last and last < first:
            self.add_error("on_call_to", _("This is before the first day."))
        if cleaned.get("source_url") and not cleaned.get("seen_on") and "seen_on" not in self.errors:
            self.add_error("seen_on", _("Say when you looked at the source."))
        return cleaned


class FairFilterForm(forms.Form):
    """The filters of the public list: country, month, industry, words."""

    q = forms.CharField(label=gettext_lazy("Name, city or organiser"), max_length=80, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country (region)"), required=False, choices=any_country)
    month = forms.ChoiceField(label=gettext_lazy("Month"), required=False)
    industry = forms.ChoiceField(label=gettext_lazy("Industry"), required=False, choices=any_industry)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All months")), *((month, month) for month in months_ahead())]

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {name: found.get(name, "") for name in self.fields}


def months_ahead() -> list[str]:
    """List the next eighteen months as 2026-11."""
    today = timezone.localdate()
    first = today.year * 12 + today.month - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(first, first + 18)]


class DeskFilterForm(forms.Form):
    """The filters of the list on the desk."""

    q = forms.CharField(label=gettext_lazy("Name, city or organiser"), max_length=80, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country (region)"), required=False, choices=any_country)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False,
        choices=[
            ("", gettext_lazy("All")), ("waiting", gettext_lazy("Waiting to be confirmed")),
            ("confirmed", gettext_lazy("Confirmed")),
        ],
    )  # fmt: skip

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {name: found.get(name, "") for name in self.fields}
