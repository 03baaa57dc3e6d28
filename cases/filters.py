"""The one filter engine of cases: lists, saved views, exports and the API use it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.forms import DateInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models import Case, CaseCountry
from portal.reference.countries import country_choices


class CaseFilter(django_filters.FilterSet):
    """Filters of every case list; unknown values give the form's error, never a wrong list."""

    q = django_filters.CharFilter(label=_("Number, firm, foreign number or cause"), method="by_words", max_length=80)
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=choices.State.choices)
    dispute_type = django_filters.ChoiceFilter(label=_("Type of dispute"), choices=choices.DisputeType.choices)
    ip_kind = django_filters.ChoiceFilter(
        label=_("Intellectual property"), choices=choices.IPKind.choices, method="by_ip_kind"
    )
    country = django_filters.ChoiceFilter(label=_("Country (region)"), choices=country_choices, method="by_country")
    level = django_filters.ChoiceFilter(label=_("Level"), choices=choices.Level.choices)
    handler = django_filters.NumberFilter(label=_("Handler"), field_name="handler_id")
    center = django_filters.NumberFilter(label=_("Center"), field_name="center_id")
    submitted_from = django_filters.DateFilter(
        label=_("Filed from"),
        field_name="submitted_at",
        lookup_expr="date__gte",
        widget=DateInput(attrs={"type": "date"}),
    )
    submitted_to = django_filters.DateFilter(
        label=_("Filed until"),
        field_name="submitted_at",
        lookup_expr="date__lte",
        widget=DateInput(attrs={"type": "date"}),
    )
    overdue = django_filters.BooleanFilter(label=_("Overdue only"), method="by_overdue")

    class Meta:
        model = Case
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """Search through the definer function: LIKE under RLS uses no index."""
        return rows.filter(pk__in=RawSQL("select case_search(%s)", [value.strip()]))

    def by_ip_kind(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(RawSQL('%s = any("cases_case"."ip_kinds")', [value], output_field=BooleanField()))

    def by_country(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(pk__in=CaseCountry.objects.filter(country=value).values("case_id"))

    def by_overdue(self, rows: QuerySet[Case], name: str, value: Any) -> QuerySet[Case]:
        if not value:
            return rows
        return rows.filter(due_on__lt=timezone.localdate(), state__in=choices.OPEN)
