"""The one filter engine of trade investigations: list, facets, download and the links of every figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alerts.trade import choices
from alerts.trade.models import Investigation, Party
from portal.reference.countries import country_choices
from portal.reference.industry import section_choices
from portal.reference.regions import province_choices

ANY = _("All")
#: Value of a filter that asks for what is not known.
NONE = "none"
NOT_KNOWN = _("Not known")
FIRST_YEAR, LAST_YEAR = 1930, 2100


def condition(name: str, value: Any) -> Q:
    """Give the condition of one filter and value, as every list and every figure counts it."""
    if name == "year":
        return Q(opened_on__year=value)
    if name in _ARRAYS:
        column = _ARRAYS[name]
        return Q(**{column: []}) if value == NONE else Q(**{f"{column}__contains": [value]})
    if name == "province":
        if value == NONE:
            return Q(Exists(_parties(choices.Role.RESPONDENT).filter(country="CN", province="")))
        return Q(respondent_provinces__contains=[value])
    if name == "q":
        return Q(words__contains=str(value).strip().casefold())
    if name == "chinese":
        return Q(respondent_countries__overlap=list(choices.CHINESE))
    if name == "chinese_complainant":
        return Q(Exists(_parties(choices.Role.COMPLAINANT).filter(country__in=choices.CHINESE)))
    return Q(**{name: value})


def _parties(role: str) -> QuerySet[Party]:
    return Party.objects.filter(investigation=OuterRef("pk"), role=role)


_ARRAYS = {"right": "right_kinds", "industry": "industries", "country": "respondent_countries"}


def _with_none(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [*pairs, (NONE, NOT_KNOWN)]


def _choice(label: Any, offered: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=offered, empty_label=ANY)


class YearFilter(django_filters.Filter):
    """A whole year; the list offers the years that occur."""

    field_class = forms.IntegerField


class InvestigationFilter(django_filters.FilterSet):
    """Filters of the list. Unknown values give the form's error and an empty list, never a wrong one."""

    q = django_filters.CharFilter(label=_("Number, title or firm"), max_length=80)
    year = YearFilter(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    kind = _choice(_("Kind of investigation"), choices.Kind.choices)
    state = _choice(_("State of the proceedings"), choices.State.choices)
    outcome = _choice(_("Outcome"), choices.Outcome.choices)
    right = _choice(_("Kind of right"), lambda: _with_none(choices.RightKind.choices))
    industry = _choice(_("Industry"), lambda: _with_none(section_choices()))
    country = _choice(_("Country (region) of respondents"), lambda: _with_none(country_choices()))
    province = _choice(_("Province of respondents"), lambda: _with_none(province_choices()))
    chinese = django_filters.BooleanFilter(
        label=_("Only with respondents in China"), widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    chinese_complainant = django_filters.BooleanFilter(
        label=_("Only with complainants in China"), widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    class Meta:
        model = Investigation
        fields: list[str] = []

    def asked(self) -> dict[str, Any]:
        """Give what the valid form asks for."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in ("", None, False)}

    def filter_queryset(self, queryset: QuerySet[Investigation]) -> QuerySet[Investigation]:
        """Narrow by what is asked (django-filter calls this for `qs`)."""
        for name, value in self.asked().items():
            queryset = queryset.filter(condition(name, value))
        return queryset
