"""Section: an investigation under Section 337 of the US Tariff Act."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.conditions import before_itc
from cases.forms.filing.fields import ChecksField, RadioField, TextLine
from portal.reference.text import half_width

POSITIONS = (
    ("respondent", _("Named as respondent")),
    ("affected", _("Not named, but our products are concerned")),
    ("complainant", _("Complainant")),
    ("intervenor", _("Intervenor or third party")),
)
ORDERS = (
    ("leo", _("Limited exclusion order (LEO)")),
    ("geo", _("General exclusion order (GEO)")),
    ("cdo", _("Cease and desist order")),
    ("teo", _("Temporary exclusion order")),
)
_NUMBER = re.compile(r"337-?(?:TA-?)?(\d{3,4})")


class ITCForm(SectionForm):
    itc_number = TextLine(
        label=_("Investigation number"),
        max_length=30,
        required=False,
        help_text=_("For example 337-TA-1478; before institution the docket number, such as 337-3936."),
    )
    itc_position = RadioField(label=_("Your position in the investigation"), choices=POSITIONS)
    itc_orders_sought = ChecksField(label=_("Which orders are sought?"), choices=ORDERS, required=False)

    def clean_itc_number(self) -> str:
        typed = half_width(self.cleaned_data["itc_number"]).upper().replace(" ", "").removeprefix("INV.NO.")
        if not typed:
            return ""
        match = _NUMBER.fullmatch(typed)
        if match is None:
            raise ValidationError(
                _("An investigation number looks like 337-TA-1478, a docket number like 337-3936."), code="itc_number"
            )
        # Dockets before institution count from 3000 upwards and carry no TA.
        return f"337-{match[1]}" if "TA" not in typed and int(match[1]) >= 2000 else f"337-TA-{match[1]}"


SECTION = Section(
    key="itc",
    group="dispute",
    title=_("Section 337 investigation"),
    why=_("An investigation runs by its own calendar; the answer is due within 20 days of service."),
    form=ITCForm,
    needed=before_itc,
    required=must,
)
