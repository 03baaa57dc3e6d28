"""The filter form with its facets: each choice says how many investigations it would give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from alerts.trade.filters import ANY, InvestigationFilter
from alerts.trade.selectors import Facet


def offer(filters: InvestigationFilter, counted: Mapping[str, Facet]) -> forms.Form:
    """Let each select offer only what occurs, with its count; what is chosen already stays offered."""
    form: forms.Form = filters.form
    for name, facet in counted.items():
        field = form.fields[name]
        labels = dict(_labels(field))
        numbers = {str(value): number for value, number in facet}
        chosen = str(form.data.get(name, ""))
        values = [str(value) for value, _number in facet]
        if chosen and chosen not in numbers and (chosen in labels or name == "year"):
            values.append(chosen)
        pairs = [(value, f"{labels.get(value, value)} ({numbers.get(value, 0)})") for value in values]
        field.widget = forms.Select(choices=[("", ANY), *pairs])
    return form


def _labels(field: Any) -> list[tuple[str, Any]]:
    return [(str(value), label) for value, label in getattr(field, "choices", []) if value]
