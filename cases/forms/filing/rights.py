"""Sections: rights asserted against the applicant, and the applicant's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import IPKind
from cases.forms.filing.base import RowForm, Rows, Section
from cases.forms.filing.conditions import asserts_against_applicant
from cases.forms.filing.fields import ChoiceField, CountryField, DayField, TextLine
from cases.models import CaseRight

# A trade secret has neither number nor register.
_UNNUMBERED = {IPKind.TRADE_SECRET, IPKind.COPYRIGHT}


class RightForm(RowForm):
    kind = ChoiceField(label=_("Kind of right"), choices=IPKind.choices)
    number = TextLine(
        label=_("Number of the right"), max_length=80, required=False, help_text=_("For example US 9,123,456 B2.")
    )
    title = TextLine(label=_("Title or mark"), max_length=200, required=False)
    owner = TextLine(label=_("Owner of the right"), max_length=200, required=False)
    country = CountryField(label=_("Country (region)"), organisations=True, required=False)
    expires_on = DayField(label=_("Expires on"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.fields["kind"].required and data.get("kind") and not data.get("number") and not data.get("title"):
            if data["kind"] in _UNNUMBERED:
                self.add_error("title", ValidationError(_("Say in a few words what it is."), code="required"))
            else:
                self.add_error("number", ValidationError(_("Give the number, or at least the title."), code="required"))
        return data


ASSERTED = Section(
    key="asserted",
    group="sides",
    title=_("Rights asserted against you"),
    why=_("Their validity and scope are the first thing an expert looks at."),
    rows=Rows(
        model=CaseRight,
        form=RightForm,
        name=_("Asserted right"),
        add=_("Add a right"),
        fixed={"side": CaseRight.Side.ASSERTED},
    ),
    needed=asserts_against_applicant,
)

OWN = Section(
    key="own",
    group="sides",
    title=_("Your own rights"),
    why=_("Own or earlier rights may decide the dispute or help in talks."),
    rows=Rows(
        model=CaseRight, form=RightForm, name=_("Own right"), add=_("Add a right"), fixed={"side": CaseRight.Side.OWN}
    ),
)
