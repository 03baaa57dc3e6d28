"""Section: a dispute at a trade fair."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.conditions import at_fair
from cases.forms.filing.fields import DayField, TextLine


class FairForm(SectionForm):
    fair_name = TextLine(label=_("Trade fair"), max_length=200, help_text=_("Name, city and year."))
    fair_booth = TextLine(label=_("Hall and booth"), max_length=60, required=False)
    fair_starts_on = DayField(label=_("First day of the fair"), required=False)
    fair_ends_on = DayField(label=_("Last day of the fair"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("fair_starts_on"), data.get("fair_ends_on")
        if first and last and last < first:
            self.add_error("fair_ends_on", ValidationError(_("The last day is before the first day."), code="order"))
        return data


SECTION = Section(
    key="fair",
    group="dispute",
    title=_("The trade fair"),
    why=_("At a fair, orders are served and enforced within hours."),
    form=FairForm,
    needed=at_fair,
    required=must,
)
