"""The question of a search, and the choices that narrow it."""

from __future__ import annotations

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

LONGEST = 100
_CHOICES = {"kind": r"[a-z_]{1,24}", "country": r"[A-Z]{2}", "right": r"[a-z_]{1,24}", "year": r"(?:19|20|21)\d\d"}


class SearchForm(forms.Form):
    """What is looked for."""

    q = forms.CharField(label=_("Search for"), max_length=LONGEST)


def choices_of(query: QueryDict) -> dict[str, str]:
    """Read the choices of an address; what is none chooses nothing."""
    return {
        name: value
        for name, pattern in _CHOICES.items()
        if (value := query.get(name, "")) and re.fullmatch(pattern, value, re.ASCII)
    }


def page_of(query: QueryDict) -> int:
    """Read the number of the page; 1 for what is none."""
    value = query.get("page", "")
    return max(1, int(value)) if re.fullmatch(r"\d{1,4}", value, re.ASCII) else 1
