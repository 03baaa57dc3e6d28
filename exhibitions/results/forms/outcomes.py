"""How an incident ended, its amounts, and what is to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.fields import AmountField, CurrencyField, clean_money
from exhibitions.results.choices import MOST_SUMS, SumKind
from exhibitions.results.models import Outcome

SPARE_ROWS = 2


class OutcomeForm(forms.ModelForm):  # type: ignore[type-arg]
    """How it ended."""

    class Meta:
        model = Outcome
        fields = ("result", "agreed", "showing", "lesson", "is_proposed")
        widgets = {"agreed": forms.Textarea(attrs={"rows": 4}), "lesson": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "agreed": _("In words: who promised what to whom, until when; the number of a decision."),
            "lesson": _("What others should know. Name no firm and no person here: editors of the nation read it."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_proposed") and not cleaned.get("lesson"):
            self.add_error("lesson", _("Write the lesson that you offer."))
        return cleaned


class SumForm(forms.Form):
    """One amount. An empty row is nothing."""

    kind = forms.ChoiceField(
        label=_("Kind of amount"), choices=[("", _("Please choose")), *SumKind.choices], required=False
    )
    amount = AmountField(label=_("Amount"), required=False)
    currency = CurrencyField(label=_("Currency"), required=False)
    basis = forms.CharField(label=_("How it was reckoned"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = any(cleaned.get(name) for name in ("amount", "basis"))
        clean_money(self, "amount", "currency")
        amount = cleaned.get("amount")
        if typed and not amount and "amount" not in self.errors:
            self.add_error("amount", ValidationError(_("Enter an amount above zero."), code="required"))
        if typed and not cleaned.get("kind"):
            self.add_error("kind", ValidationError(_("Say what the amount is."), code="required"))
        if amount and cleaned.get("kind") == SumKind.AVERTED and not cleaned.get("basis"):
            self.add_error(
                "basis", ValidationError(_("A loss avoided counts only with how it was reckoned."), code="required")
            )
        return cleaned

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("amount")


class SumRows(BaseFormSet):  # type: ignore[type-arg]
    """The amounts of an outcome."""

    @property
    def amounts(self) -> list[dict[str, Any]]:
        """Give the amounts that were entered, as `outcome_write` takes them."""
        return [dict(form.cleaned_data) for form in self.forms if not form.is_blank]


_sum_rows = formset_factory(
    SumForm, formset=SumRows, extra=SPARE_ROWS, max_num=MOST_SUMS, absolute_max=MOST_SUMS, validate_max=True
)


def sum_rows_of(data: Any = None, *, initial: Sequence[dict[str, Any]] = ()) -> SumRows:
    """Give the rows of amounts: those there are, and spare ones."""
    found = _sum_rows(data, initial=list(initial), prefix="sums")
    assert isinstance(found, SumRows)
    return found


class NextStepForm(forms.Form):
    """What is done next, and until when; `base` fields carry what stood when the page was drawn."""

    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    next_due_at = forms.DateTimeField(label=_("Next step until"), required=False)
    base_next_step = forms.CharField(widget=forms.HiddenInput, required=False)
    base_next_due_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("next_due_at") and not cleaned.get("next_step"):
            self.add_error("next_step", _("Say what is to be done until then."))
        return cleaned
