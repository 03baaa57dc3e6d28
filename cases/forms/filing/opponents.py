"""Section: the other side, as far as known."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import RowForm, Rows, Section
from cases.forms.filing.conditions import is_dispute
from cases.forms.filing.fields import CountryField, TextLine
from cases.models import CaseParty


class OpponentForm(RowForm):
    name = TextLine(
        label=_("Name of the other side"), max_length=200, help_text=_("As it stands on the papers, in its own script.")
    )
    country = CountryField(label=_("Country (region)"), required=False)
    is_npe = forms.BooleanField(label=_("It makes no products itself (non-practising entity, NPE)"), required=False)
    counsel = TextLine(label=_("Its lawyers"), max_length=200, required=False)


SECTION = Section(
    key="opponents",
    group="sides",
    title=_("The other side"),
    why=_("Experts declare conflicts of interest against these names before they see the case."),
    rows=Rows(model=CaseParty, form=OpponentForm, name=_("Opponent"), add=_("Add an opponent")),
    needed=is_dispute,
)
