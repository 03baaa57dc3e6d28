"""Section: goods held by customs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.conditions import at_customs
from cases.forms.filing.fields import AmountField, CurrencyField, TextLine, clean_money


class CustomsForm(SectionForm):
    customs_port = TextLine(label=_("Customs office"), max_length=120, help_text=_("Port or airport, and country."))
    customs_goods = TextLine(label=_("Goods detained"), max_length=300, help_text=_("What, and how many."))
    customs_value = AmountField(label=_("Value of the goods"), required=False)
    customs_currency = CurrencyField(label=_("Currency of the goods' value"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        clean_money(self, "customs_value", "customs_currency")
        return data


SECTION = Section(
    key="customs",
    group="dispute",
    title=_("Goods held by customs"),
    why=_("Objections to a seizure are due within days; goods may be destroyed after that."),
    form=CustomsForm,
    needed=at_customs,
    required=must,
)
