"""A section in words: what the check page, the confirmation and the case page show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms

from cases.forms.filing.base import Section
from cases.forms.filing.fields import AmountField, CurrencyField, Words, in_words
from cases.forms.filing.sheets import Sheet
from portal.accounts.actors import Actor
from portal.reference.money import Money

if TYPE_CHECKING:
    from cases.selectors.filing import Draft


@dataclass(frozen=True)
class Summary:
    """One section: `answers` are (question, answer), `rows` the same for each repeatable row, with its name."""

    section: Section
    answers: list[tuple[Words, str]] = field(default_factory=list)
    rows: list[tuple[str, list[tuple[Words, str]]]] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """True when there is nothing to show."""
        return not self.answers and not self.rows


def summarise(sheet: Sheet) -> Summary:
    """Write what is stored for a section in the active language; unanswered questions are left out."""
    found = Summary(sheet.section, answers=_pairs(sheet.form.fields, sheet.stored))
    part = sheet.section.rows
    if part is not None and sheet.rows is not None:
        blank = sheet.rows.empty_form.fields
        for number, row in enumerate(sheet.stored_rows, start=1):
            found.rows.append((f"{part.name} {number}", _pairs(blank, row)))
    return found


def summary_of(section: Section, draft: Draft, actor: Actor) -> Summary:
    """Lay a section over a draft and write it in words."""
    return summarise(Sheet(section, draft, actor))


def _pairs(fields: dict[str, forms.Field], values: dict[str, Any]) -> list[tuple[Words, str]]:
    pairs: list[tuple[Words, str]] = []
    currency = ""
    for name, asked in reversed(fields.items()):
        value = values.get(name)
        if isinstance(asked, CurrencyField):
            # A currency is shown with its amount, which stands before it.
            currency = str(value or "")
            continue
        if isinstance(asked, AmountField):
            words = Money(value, currency).words() if value not in (None, "") and currency else ""
        else:
            words = in_words(asked, value)
        if words:
            pairs.append((asked.label or "", words))
    return pairs[::-1]
