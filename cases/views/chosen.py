"""The filters in use, in words, each with the address that drops it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.filters import CaseFilter, CountryField


class Chosen(NamedTuple):
    """One filter in use: "State: Accepted", and where the list is without it."""

    label: str
    value: str
    without: str


def chosen_filters(filters: CaseFilter, here: QueryDict) -> list[Chosen]:
    """Put each filter of the address into words; values the form refuses are shown as typed."""
    found = []
    for name, field in filters.form.fields.items():
        for value in here.getlist(name):
            rest = here.copy()
            rest.setlist(name, [each for each in here.getlist(name) if each != value])
            found.append(Chosen(str(field.label), _value(field, value), "?" + rest.urlencode()))
    return found


def _value(field: Any, value: str) -> str:
    if isinstance(field, CountryField):
        return field.label_of(value)
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _("yes")
    for code, label in getattr(widget, "choices", ()):
        if isinstance(label, list | tuple):
            for inner, words in label:
                if str(inner) == value:
                    return str(words)
        elif str(code) == value:
            return str(label)
    return value
