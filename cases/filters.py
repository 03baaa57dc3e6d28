"""The one filter engine of cases: lists, saved views, exports and the API use it."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import BooleanField, Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models import Case, CaseCountry
from cases.selectors.people import colleagues
from portal.accounts.actors import Actor
from portal.reference.countries import country_choices
from portal.tenancy.models import DRAWER_ID, Center

MOST = 2**63 - 1
# So many cases of a country can be read and sorted for one page.
FEW = 3_000
_HAS_COUNTRY = (
    'exists (select from cases_casecountry c where c.case_id = "cases_case"."id" and c.center_id = "cases_case"."center_id"'
    " and c.country = %s offset 0)"
)
_CENTER_LATE = '("cases_case"."center_id", "cases_case"."due_on") < (%s, %s)'
ANY = _("Any")
# Beyond these years a date is a slip, and arithmetic on it may overflow.
FIRST_DAY, LAST_DAY = datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)


def countries() -> list[tuple[str, str]]:
    """Give code and name of every country (region) in the active language; sorted once per language."""
    return _countries(get_language() or "zh-hans")


@cache
def _countries(language: str) -> list[tuple[str, str]]:
    return country_choices()


class CountryField(django_filters.fields.ChoiceField):
    """A choice among all countries, known by their codes: going through 250 names takes longer than the list."""

    def valid_value(self, value: Any) -> bool:
        return str(value) in _names(get_language() or "zh-hans")

    def label_of(self, value: str) -> str:
        """Give a country's name, the value itself for anything else."""
        return _names(get_language() or "zh-hans").get(value, value)


@cache
def _names(language: str) -> dict[str, str]:
    return dict(_countries(language))


class CountryFilter(django_filters.ChoiceFilter):
    """A filter on one country."""

    field_class = CountryField


class IdFilter(django_filters.Filter):
    """An object's number; the work list offers a choice of names for it."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=MOST, **kwargs)


def _date(label: Any, method: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        label=label, method=method, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CaseFilter(django_filters.FilterSet):
    """Filters of every case list; unknown values give the form's error, never a wrong list.

    With an `actor` the form offers the names of handlers and centers that this person may choose from. `whole` False
    makes only the filters that `data` names: a list that does not show the form need not build it.
    """

    q = django_filters.CharFilter(label=_("Number, firm, foreign number or cause"), method="by_words", max_length=80)
    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=[choice for choice in choices.State.choices if choice[0] != choices.State.DRAFT],
        # A column of the case itself finds no row twice; DISTINCT would sort them all.
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    dispute_type = django_filters.ChoiceFilter(
        label=_("Type of dispute"), choices=choices.DisputeType.choices, empty_label=ANY
    )
    ip_kind = django_filters.ChoiceFilter(
        label=_("Intellectual property"), choices=choices.IPKind.choices, method="by_ip_kind", empty_label=ANY
    )
    country = CountryFilter(label=_("Country (region)"), choices=countries, method="by_country", empty_label=ANY)
    # What the board counts: each case once, under the country it is mainly about.
    main_country = CountryFilter(
        label=_("Main country (region)"), choices=countries, method="by_main_country", empty_label=ANY
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=choices.Level.choices, empty_label=ANY)
    source = django_filters.ChoiceFilter(label=_("Source"), choices=choices.Source.choices, empty_label=ANY)
    handler = IdFilter(label=_("Handler"), field_name="handler_id")
    center = IdFilter(label=_("Center"), field_name="center_id")
    submitted_from = _date(_("Filed from"), "by_first_day")
    submitted_to = _date(_("Filed until"), "by_last_day")
    overdue = django_filters.BooleanFilter(
        label=_("Overdue only"), method="by_overdue", widget=forms.CheckboxInput(attrs={"value": "true"})
    )

    base_filters: OrderedDict[str, django_filters.Filter]
    filters: OrderedDict[str, django_filters.Filter]

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, actor: Actor | None = None, whole: bool = True, **kwargs: Any) -> None:
        if not whole:
            # Every filter object is copied for every list; those that are not asked for need not be.
            data = args[0] if args else kwargs.get("data") or {}
            self.base_filters = OrderedDict((name, each) for name, each in self.base_filters.items() if name in data)
        super().__init__(*args, **kwargs)
        self.actor = actor
        if actor is not None and "main_country" not in self.data:
            # Only the board asks for it; beside the other one it would puzzle people.
            self.filters.pop("main_country", None)
        if actor is not None and actor.kind == "center":
            self.filters.pop("center", None)
            self._offer("handler", lambda: [(user.pk, str(user)) for user in colleagues(actor.own_center_id)])
        elif actor is not None:
            self.filters.pop("handler", None)
            centers = Center.objects.filter(pk__gt=DRAWER_ID).order_by("province", "city", "pk")
            self._offer("center", lambda: [(center.pk, center.name) for center in centers])

    def _offer(self, name: str, offered: Callable[[], list[tuple[int, str]]]) -> None:
        if name in self.filters:
            self.form.fields[name].widget = forms.Select(choices=[("", ANY), *offered()])

    def by_words(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """Search through the definer function: LIKE under RLS uses no index."""
        return rows.filter(pk__in=RawSQL("select case_search(%s)", [value.strip()]))

    def by_ip_kind(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        return rows.filter(RawSQL('%s = any("cases_case"."ip_kinds")', [value], output_field=BooleanField()))

    def by_country(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """Compare the center as well: the planner then knows that a case's countries lie with its own center.

        For the nation a country with many cases is looked for case by case in the list's order (OFFSET 0 keeps the
        planner from sorting them all); a rare one is read whole and sorted.
        """
        if self.actor is not None and self.actor.kind == "national":
            some = CaseCountry.objects.filter(country=value, center_id__gt=0).values_list("case_id")[:FEW]
            if len(some) == FEW:
                return rows.filter(RawSQL(_HAS_COUNTRY, [value], output_field=BooleanField()))  # noqa: S611
        found = CaseCountry.objects.filter(case_id=OuterRef("pk"), center_id=OuterRef("center_id"), country=value)
        return rows.filter(Exists(found))

    def by_main_country(self, rows: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """The first condition has the index, the second decides."""
        return self.by_country(rows, name, value).filter(country=value)

    def by_first_day(self, rows: QuerySet[Case], name: str, value: datetime.date) -> QuerySet[Case]:
        return rows.filter(submitted_at__gte=_start_of(value))

    def by_last_day(self, rows: QuerySet[Case], name: str, value: datetime.date) -> QuerySet[Case]:
        return rows.filter(submitted_at__lt=_start_of(min(value, LAST_DAY) + datetime.timedelta(days=1)))

    def by_overdue(self, rows: QuerySet[Case], name: str, value: Any) -> QuerySet[Case]:
        """For a center the day is compared together with the center: the nation's index of days cannot serve that."""
        if not value:
            return rows
        today = timezone.localdate()
        if self.actor is not None and self.actor.kind == "center":
            late = RawSQL(_CENTER_LATE, [self.actor.center_id, today], output_field=BooleanField())  # noqa: S611
            return rows.filter(late, state__in=choices.OPEN)
        return rows.filter(due_on__lt=today, state__in=choices.OPEN)


def _start_of(day: datetime.date) -> datetime.datetime:
    clamped = min(max(day, FIRST_DAY), LAST_DAY)
    return timezone.make_aware(datetime.datetime.combine(clamped, datetime.time()))
