"""The filters of the public lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import Kind, Level, Right
from alerts.publishing.filters import Wanted
from cases.choices import IPKind
from portal.reference.countries import country_choices
from portal.reference.industry import section_choices


class ReadingForm(forms.Form):
    """Market, right, industry, and what only some kinds have."""

    country = forms.ChoiceField(label=_("Market"), required=False)
    ip = forms.ChoiceField(label=_("Right"), required=False)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    level = forms.ChoiceField(label=_("At least"), required=False)
    right = forms.ChoiceField(label=_("What the case is about"), required=False)

    def __init__(self, data: Any = None, *, kind: Kind) -> None:
        super().__init__(data)
        self.kind = kind
        if kind != Kind.ALERT:
            del self.fields["level"]
        if kind != Kind.CASE:
            del self.fields["right"]
        else:
            del self.fields["ip"]
        choices: dict[str, list[tuple[Any, Any]]] = {
            "country": [("", _("All markets")), *country_choices(organisations=True)],
            "ip": [("", _("All rights")), *IPKind.choices],
            "industry": [("", _("All industries")), *section_choices()],
            "level": [("", _("All levels")), *Level.choices],
            "right": [("", _("All kinds")), *Right.choices],
        }
        for name, listed in choices.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = listed

    def wanted(self) -> Wanted:
        """Give the filter; what is not valid is left out."""
        found = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wanted.read(
            {
                "kinds": [self.kind.value],
                "countries": found.get("country") or [],
                "ip_kinds": found.get("ip") or [],
                "industries": found.get("industry") or [],
                "rights": found.get("right") or [],
                "level": found.get("level") or "",
            }
        )
