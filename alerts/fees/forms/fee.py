"""One fee, typed by hand or read from a line of a file: the same fields, the same refusals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alerts.fees.choices import Act, Charge, Counted, Right, Tier, Unit
from alerts.fees.lines import COLUMNS, Line
from alerts.fees.models import Office
from portal.reference.countries import clean_country
from portal.reference.currencies import clean_amount, clean_currency

DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
TRUE, FALSE = {"yes", "y", "true", "1", "是", "on"}, {"", "no", "n", "false", "0", "否"}
_CODE = r"^\w[\w.\-]*$"
_NO_SUCH = _("“%(value)s” is not one of the values of this column.")


class YesField(forms.Field):
    """yes, no or nothing, as people write them in a cell."""

    widget = forms.CheckboxInput

    def to_python(self, value: Any) -> bool:
        text = "" if value is None else str(value).strip().lower()
        if text not in TRUE | FALSE:
            raise ValidationError(_("Write yes, or leave it empty."), code="yes")
        return text in TRUE


def _choice(choices: type[Any], label: Any, *, default: str = "", help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices.choices,
        required=not default,
        initial=default,
        help_text=help_text,
        error_messages={"invalid_choice": _NO_SUCH},
    )


class FeeForm(forms.Form):
    """The values of one fee. `offices` are those that exist, by code; `line` gives them once the form is valid."""

    office = forms.ChoiceField(
        label=_("Office"),
        error_messages={"invalid_choice": _("There is no office “%(value)s”. Enter the office first.")},
    )
    right = _choice(Right, _("Kind of right"))
    act = _choice(Act, _("Act"))
    code = forms.RegexField(
        _CODE,
        label=_("Code of the fee"),
        max_length=60,
        help_text=_("The same code for the same fee in every year, for example tm-filing."),
        error_messages={"invalid": _("A code has letters, digits, dots and hyphens, and no spaces.")},
    )
    tier = _choice(Tier, _("Tier"), default=Tier.STANDARD)
    year = forms.IntegerField(
        label=_("Year of the annuity, or number of the renewal"), min_value=0, max_value=99, required=False
    )
    period = forms.IntegerField(label=_("Years paid for"), min_value=0, max_value=99, required=False)
    country = forms.CharField(
        label=_("Country (region) it is paid for"),
        max_length=40,
        required=False,
        help_text=_("Empty: that of the office. A designated party of the Madrid System: its code."),
    )
    unit = _choice(Unit, _("Charged per"), default=Unit.CASE)
    unit_from = forms.IntegerField(label=_("From unit"), min_value=1, max_value=32000, required=False)
    unit_to = forms.IntegerField(label=_("To unit"), min_value=1, max_value=32000, required=False)
    charge = _choice(Charge, _("Asked"), default=Charge.EACH)
    counted = _choice(Counted, _("Counted"), default=Counted.ALWAYS)
    refers_to = forms.CharField(
        label=_("Replaces, or goes with"),
        max_length=200,
        required=False,
        help_text=_("Codes of other fees of the same office, with spaces between them."),
    )
    is_discount = YesField(label=_("A discount"), required=False)
    amount = forms.CharField(label=_("Amount"), max_length=30)
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Three letters, for example USD."))
    valid_from = forms.DateField(
        label=_("First day"),
        input_formats=DAYS,
        required=False,
        help_text=_("Empty: the source does not say since when."),
    )
    valid_to = forms.DateField(label=_("Last day"), input_formats=DAYS, required=False)
    label = forms.CharField(label=_("Name in the source"), max_length=300)
    label_zh = forms.CharField(label=_("Name in Chinese"), max_length=200)
    label_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    note_zh = forms.CharField(label=_("Condition in Chinese"), max_length=300, required=False)
    note_en = forms.CharField(label=_("Condition in English"), max_length=500, required=False)
    source_title = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, assume_scheme="https")
    read_on = forms.DateField(label=_("Day on which the source was read"), input_formats=DAYS)

    def __init__(self, *args: Any, offices: dict[str, Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = offices
        office = self.fields["office"]
        assert isinstance(office, forms.ChoiceField)
        office.choices = [("", _("Please choose")), *((code, f"{code} {each}") for code, each in offices.items())]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, as the page shows them; what few fees need stands last."""
        names = {
            _("Which fee"): "office right act code tier country",
            _("Amount and days"): "amount currency valid_from valid_to is_discount",
            _("Names and conditions"): "label label_zh label_en note_zh note_en",
            _("Source"): "source_title source_url read_on",
            _("Only where it depends on a number, a year or another fee"): (
                "unit unit_from unit_to charge year period counted refers_to"
            ),
        }
        return [(str(label), [self[name] for name in row.split()]) for label, row in names.items()]

    def clean_country(self) -> str:
        raw = self.cleaned_data["country"]
        return clean_country(raw) if raw else ""

    def clean_currency(self) -> str:
        return clean_currency(self.cleaned_data["currency"])

    def clean_refers_to(self) -> str:
        return " ".join(self.cleaned_data["refers_to"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "amount" in cleaned and "currency" in cleaned:
            try:
                cleaned["amount"] = clean_amount(cleaned["amount"], cleaned["currency"])
            except ValidationError as error:
                self.add_error("amount", error)
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ValidationError(_("The last day is before the first."), code="order"))
        if cleaned.get("unit_to") and cleaned["unit_to"] < (cleaned.get("unit_from") or 1):
            self.add_error("unit_to", ValidationError(_("The last unit is before the first."), code="order"))
        if cleaned.get("counted") == Counted.WITH and not cleaned.get("refers_to"):
            self.add_error("refers_to", ValidationError(_("Say with which fee this one is counted."), code="with"))
        return cleaned

    @property
    def line(self) -> Line:
        """The line that was typed."""
        values = {name: self.cleaned_data[name] for name in COLUMNS}
        values["year"] = values["year"] or 0
        values["period"] = values["period"] or 0
        values["unit_from"] = values["unit_from"] or 1
        values["country"] = values["country"] or self.offices[values["office"]].country
        for name in ("tier", "unit", "charge", "counted"):
            values[name] = values[name] or self.fields[name].initial
        return Line(**values)
