"""The public forms: finder and calculator, both by GET so that their result has an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.fees.calculator import DEFAULT_COUNTS, Size, Wish
from alerts.fees.choices import Act, Right, Unit
from alerts.fees.forms.fee import DAYS
from alerts.fees.models import Office
from portal.reference.countries import country_name

EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2100, 1, 1)


class DayField(forms.DateField):
    """A day between EARLIEST and LATEST; nothing means today."""

    def __init__(self) -> None:
        super().__init__(label=_("As of"), required=False, input_formats=DAYS)

    def clean(self, value: Any) -> dt.date:
        day: dt.date = super().clean(value) or timezone.localdate()
        if not EARLIEST <= day <= LATEST:
            raise ValidationError(_("Choose a day from 1970 to 2100."), code="range")
        return day


def filled(data: QueryDict, defaults: Mapping[str, object]) -> QueryDict:
    """Give the data with what was left empty filled in, so that the page shows what it reckons with."""
    whole = data.copy()
    for name, value in defaults.items():
        if not whole.get(name):
            whole[name] = str(value)
    return whole


class FinderForm(forms.Form):
    """Filters of the fees. Country lists hold what there are fees for."""

    country = forms.ChoiceField(label=_("Country (region)"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    right = forms.ChoiceField(label=_("Kind of right"), required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)
    on = DayField()

    def __init__(self, data: QueryDict, *, offices: Sequence[Office], countries: Iterable[str]) -> None:
        super().__init__(filled(data, {"on": timezone.localdate()}))
        lists: dict[str, list[tuple[str, str]]] = {
            "country": sorted(((code, country_name(code)) for code in countries), key=lambda pair: pair[1]),
            "office": [(office.code, office.name) for office in offices],
            "right": [(str(code), str(label)) for code, label in Right.choices],
            "act": [(str(code), str(label)) for code, label in Act.choices],
        }
        for name, choices in lists.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *choices]


# What the calculator asks for each unit, and the most it takes.
COUNTS: dict[str, tuple[Any, int, int]] = {
    Unit.CLASS: (_("Classes"), 1, 45),
    Unit.SERVICE_CLASS: (_("of these, classes of services (35–45)"), 0, 11),
    Unit.CLAIM: (_("Claims"), 1, 500),
    Unit.PAGE: (_("Pages"), 1, 2000),
    Unit.DESIGN: (_("Designs"), 1, 100),
    Unit.VIEW_BW: (_("Views in black and white"), 0, 500),
    Unit.VIEW_COLOUR: (_("Views in colour"), 0, 500),
    Unit.EXTRA_GOODS: (_("Items of goods beyond the number included"), 0, 1000),
    Unit.EXTRA_RETAIL: (_("Retail services beyond the number included"), 0, 1000),
    Unit.EXTRA_TEXT: (_("Further 1,000 characters, all classes together"), 0, 1000),
}
# The number that serves a unit.
ASKED: dict[str, tuple[str, ...]] = {
    Unit.CASE: (),
    Unit.GOODS_CLASS: (Unit.CLASS, Unit.SERVICE_CLASS),
    Unit.SERVICE_CLASS: (Unit.CLASS, Unit.SERVICE_CLASS),
}


class CalculatorForm(forms.Form):
    """What is to be done where. `ask` names the units whose numbers matter for what was chosen."""

    office = forms.MultipleChoiceField(label=_("Offices"), widget=forms.CheckboxSelectMultiple)
    right = forms.ChoiceField(label=_("Kind of right"), choices=Right.choices, initial=Right.TRADEMARK)
    act = forms.MultipleChoiceField(label=_("Acts"), choices=Act.choices, widget=forms.CheckboxSelectMultiple)
    size = forms.ChoiceField(
        label=_("Applicant"),
        choices=[("standard", _("Standard")), ("reduced", _("Entitled to a reduction (small entity)"))],
        initial="standard",
        required=False,
    )
    on = DayField()
    year_from = forms.IntegerField(
        label=_("Renewal: from year (patents) or number"), min_value=1, max_value=50, required=False,
        help_text=_("Empty: the first that the office asks for."),
    )  # fmt: skip
    year_to = forms.IntegerField(label=_("Renewal: up to year or number"), min_value=1, max_value=50, required=False)

    def __init__(self, data: QueryDict | None, *, offices: Sequence[Office]) -> None:
        numbers = {f"n_{unit}": DEFAULT_COUNTS[unit] for unit in COUNTS}
        super().__init__(None if data is None else filled(data, {"on": timezone.localdate(), **numbers}))
        field = self.fields["office"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(office.code, office.name) for office in offices]
        for unit, (label, least, most) in COUNTS.items():
            self.fields[f"n_{unit}"] = forms.IntegerField(
                label=label, min_value=least, max_value=most, required=False, initial=DEFAULT_COUNTS[unit]
            )
        # Until it is known what matters: the classes, and what was typed, so that a refusal stands beside its field.
        given = set(data or ())
        self.asked: list[str] = [unit for unit in COUNTS if unit == Unit.CLASS or f"n_{unit}" in given]
        self.asks_years = not given.isdisjoint({"year_from", "year_to"})

    def ask(self, units: Iterable[str], *, renewal: bool) -> None:
        """Show the numbers that these units need, and the years where something is renewed."""
        self.asked = [unit for unit in COUNTS if unit in {each for u in units for each in ASKED.get(u, (u,))}]
        self.asks_years = renewal

    @property
    def counting(self) -> list[forms.BoundField]:
        """The fields of the numbers that matter."""
        names = [f"n_{unit}" for unit in self.asked] + (["year_from", "year_to"] if self.asks_years else [])
        return [self[name] for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        classes = cleaned.get(f"n_{Unit.CLASS}") or DEFAULT_COUNTS[Unit.CLASS]
        if (cleaned.get(f"n_{Unit.SERVICE_CLASS}") or 0) > classes:
            message = _("There cannot be more classes of services than classes.")
            self.add_error(f"n_{Unit.SERVICE_CLASS}", ValidationError(message, code="more"))
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", ValidationError(_("The last year is before the first."), code="order"))
        return cleaned

    def wish(self, chosen: Iterable[str]) -> Wish:
        """Give what was asked for; the form must be valid."""
        data = self.cleaned_data
        counts = {unit: data[f"n_{unit}"] for unit in COUNTS if data.get(f"n_{unit}") is not None}
        size: Size = "reduced" if data["size"] == "reduced" else "standard"
        years = (data["year_from"] or 0, data["year_to"] or 0)
        acts = [act for act in Act.values if act in data["act"]]
        return Wish(acts, size, counts, years, frozenset(chosen))
