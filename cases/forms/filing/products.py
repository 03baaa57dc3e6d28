"""Section: the products concerned."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import RowForm, Rows, Section
from cases.forms.filing.fields import HSCodeField, NiceClassField, TextLine
from cases.models import CaseProduct


class ProductForm(RowForm):
    name = TextLine(label=_("Product"), max_length=200, help_text=_("Name and model."))
    hs_code = HSCodeField(label=_("HS code"), required=False, help_text=_("4, 6, 8 or 10 digits, for example 8517.13."))
    nice_class = NiceClassField(label=_("Nice class"), required=False, help_text=_("1 to 45, for trademark matters."))


SECTION = Section(
    key="products",
    group="sides",
    title=_("Products concerned"),
    why=_("They decide which claims, classes and customs measures matter."),
    rows=Rows(model=CaseProduct, form=ProductForm, name=_("Product"), add=_("Add a product")),
)
