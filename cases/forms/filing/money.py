"""Section: the amount at stake, court orders and frozen accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm
from cases.forms.filing.conditions import is_dispute
from cases.forms.filing.fields import AmountField, CurrencyField, clean_money, shown_when
from portal.reference.fx import to_cny
from portal.reference.money import Money


class MoneyForm(SectionForm):
    amount = AmountField(
        label=_("Amount in dispute"),
        required=False,
        help_text=_("What is claimed, or what is at stake. An estimate will do."),
    )
    amount_currency = CurrencyField(label=_("Currency"), required=False)
    has_tro = forms.BooleanField(
        label=_("A court has issued a temporary restraining order (TRO), or an account is frozen"), required=False
    )
    frozen_amount = AmountField(
        label=_("Frozen amount"), required=False, widget=shown_when("has_tro=on", inputmode="decimal")
    )
    frozen_currency = CurrencyField(
        label=_("Currency of the frozen amount"), required=False, widget=forms.Select(attrs={"data-when": "has_tro=on"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        clean_money(self, "amount", "amount_currency")
        clean_money(self, "frozen_amount", "frozen_currency")
        if data.get("frozen_amount") is not None:
            data["has_tro"] = True
        return data

    def columns(self) -> dict[str, Any]:
        written = super().columns()
        return written | in_cny(written["amount"], written["amount_currency"])


def in_cny(amount: Any, currency: str) -> dict[str, Any]:
    """Give the CNY columns of an amount at today's rate; None where no fit rate is known."""
    converted = to_cny(Money(amount, currency), timezone.localdate()) if amount is not None else None
    return {
        "amount_cny": converted.money.amount if converted else None,
        "amount_rate_on": converted.rate.on if converted else None,
    }


SECTION = Section(
    key="money",
    group="dates",
    title=_("Money at stake"),
    why=_("Frozen funds and large sums move a case to the front."),
    form=MoneyForm,
    needed=is_dispute,
    template="cases/filing/money.html",
)
