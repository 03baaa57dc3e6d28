"""The forms of the desk: a file, an office, a rate, a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alerts.fees.forms.fee import DAYS
from alerts.fees.models import Office
from alerts.fees.services.proposals import rate_clash
from alerts.fees.table import MOST_BYTES
from portal.reference.countries import country_groups
from portal.reference.currencies import currency_groups


class ImportForm(forms.Form):
    """A file of fees, and whether it is the whole list of its offices."""

    title = forms.CharField(
        label=_("What this is"),
        max_length=120,
        help_text=_("For the reviewer, for example: JPO fees from 1 April 2027."),
    )
    file = forms.FileField(label=_("CSV file"), help_text=_("UTF-8 or GBK, at most 2 MB and 5,000 rows."))
    whole_from = forms.DateField(
        label=_("The file is the whole list from this day on"),
        required=False,
        input_formats=DAYS,
        help_text=_(
            "If you give a day, fees of the same offices and rights that the file leaves out end the day before. "
            "Leave it empty to change only what the file names."
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 2 MB. Split it."), code="size")
        return file


class OfficeForm(forms.Form):
    """A new office, or other words for one that stands."""

    code = forms.RegexField(
        r"^[A-Z][A-Z0-9-]{1,15}$",
        label=_("Code of the office"),
        help_text=_(
            "Capital letters, digits and hyphens, for example KIPO. The code of an office that stands changes that one."
        ),
        error_messages={"invalid": _("Use 2 to 16 capital letters, digits and hyphens, beginning with a letter.")},
    )
    country = forms.ChoiceField(label=_("Country (region)"))
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)
    currency = forms.ChoiceField(label=_("Currency"))
    source_url = forms.URLField(label=_("Page of its fees"), max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, currency = self.fields["country"], self.fields["currency"]
        assert isinstance(country, forms.ChoiceField)
        assert isinstance(currency, forms.ChoiceField)
        country.choices = [("", _("Please choose")), *country_groups(organisations=True)]
        currency.choices = [("", _("Please choose")), *currency_groups()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and Office.objects.filter(**cleaned).exists():
            raise ValidationError(_("The office stands exactly so already."), code="same")
        return cleaned

    @property
    def values(self) -> dict[str, str]:
        """What was typed, as text."""
        return {name: str(value) for name, value in self.cleaned_data.items()}


class RateForm(forms.Form):
    """An exchange rate for some days."""

    currency = forms.ChoiceField(label=_("Currency"))
    value = forms.DecimalField(
        label=_("CNY for one unit"), max_digits=18, decimal_places=8, min_value=Decimal("0.00000001"),
        max_value=Decimal(100000), help_text=_("For example 0.0423 for JPY."),
    )  # fmt: skip
    valid_from = forms.DateField(label=_("First day"), input_formats=DAYS)
    valid_to = forms.DateField(label=_("Last day"), input_formats=DAYS)
    source_title = forms.CharField(label=_("Source"), max_length=200)
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField)
        groups = [(label, [pair for pair in pairs if pair[0] != "CNY"]) for label, pairs in currency_groups()]
        field.choices = [("", _("Please choose")), *groups]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("The last day is before the first."), code="order"))
        if first and cleaned.get("currency") and (clash := rate_clash(cleaned["currency"], first)):
            message = _("A rate from %(day)s stands already; a new one begins after it.")
            self.add_error("valid_from", ValidationError(message, code="clash", params={"day": clash.valid_from}))
        return cleaned

    @property
    def values(self) -> dict[str, str]:
        """What was typed, as text."""
        return {
            name: f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
            for name, value in self.cleaned_data.items()
        }


class ReturnForm(forms.Form):
    """Why a proposal goes back."""

    reason = forms.CharField(
        label=_("What has to be changed"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
