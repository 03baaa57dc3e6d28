"""The one filter engine of cases: lists, saved views, exports and the API use it."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models import Case
from cases.selectors.conditions import Asked, country_condition, narrowed
from cases.selectors.people import colleagues
from portal.accounts.actors import Actor
from portal.reference.countries import country_choices
from portal.tenancy.models import DRAWER_ID, Center

MOST = 2**63 - 1
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


def _date(label: Any) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class CaseFilter(django_filters.FilterSet):
    """Filters of every case list; unknown values give the form's error, never a wrong list.

    With an `actor` the form offers the names of handlers and centers that this person may choose from. `whole` False
    makes only the filters that `data` names: a list that does not show the form need not build it.
    """

    q = django_filters.CharFilter(label=_("Number, firm, foreign number or cause"), max_length=80)
    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=[choice for choice in choices.State.choices if choice[0] != choices.State.DRAFT],
        widget=forms.CheckboxSelectMultiple,
    )
    dispute_type = django_filters.ChoiceFilter(
        label=_("Type of dispute"), choices=choices.DisputeType.choices, empty_label=ANY
    )
    ip_kind = django_filters.ChoiceFilter(
        label=_("Intellectual property"), choices=choices.IPKind.choices, empty_label=ANY
    )
    country = CountryFilter(label=_("Country (region)"), choices=countries, empty_label=ANY)
    # What the board counts: each case once, under the country it is mainly about.
    main_country = CountryFilter(label=_("Main country (region)"), choices=countries, empty_label=ANY)
    level = django_filters.ChoiceFilter(label=_("Level"), choices=choices.Level.choices, empty_label=ANY)
    source = django_filters.ChoiceFilter(label=_("Source"), choices=choices.Source.choices, empty_label=ANY)
    handler = IdFilter(label=_("Handler"))
    center = IdFilter(label=_("Center"))
    submitted_from = _date(_("Filed from"))
    submitted_to = _date(_("Filed until"))
    overdue = django_filters.BooleanFilter(label=_("Overdue only"), widget=forms.CheckboxInput(attrs={"value": "true"}))

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

    def asked(self) -> tuple[Asked, ...]:
        """Give the conditions that the valid form asks for, as `narrowed` and prepared statements take them.

        A country costs one query.
        """
        found: list[Asked] = []
        for name, value in self.form.cleaned_data.items():
            if value in ("", None, False, []):
                continue
            found += self._conditions(name, value)
        return tuple(found)

    def _conditions(self, name: str, value: Any) -> list[Asked]:
        if name == "q":
            return [("words", (value.strip(),))]
        if name == "state":
            return [("states", tuple(value))]
        if name in {"country", "main_country"}:
            by_index: Asked = (country_condition(value, self._center_id()), (value,))
            # The first condition has the index, the second decides.
            return [by_index, ("main_country", (value,))] if name == "main_country" else [by_index]
        if name == "submitted_from":
            return [("filed_from", (_start_of(value),))]
        if name == "submitted_to":
            return [("filed_before", (_start_of(min(value, LAST_DAY) + datetime.timedelta(days=1)),))]
        if name == "overdue":
            today = timezone.localdate()
            here = self._center_id()
            return [("late", (today,)) if here is None else ("late_here", (here, today))]
        return [(name, (value,))]

    def _center_id(self) -> int | None:
        return self.actor.center_id if self.actor is not None and self.actor.kind == "center" else None

    def filter_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Narrow by what is asked (django-filter calls this for `qs`)."""
        return narrowed(queryset, self.asked())


def _start_of(day: datetime.date) -> datetime.datetime:
    clamped = min(max(day, FIRST_DAY), LAST_DAY)
    return timezone.make_aware(datetime.datetime.combine(clamped, datetime.time()))
