"""The public list of typical cases: its filter, its facets, the search in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Func, Q, QuerySet

from alerts.library.forms.shelf import ShelfForm
from alerts.library.models import Card
from alerts.library.selectors.similar import like_edition
from alerts.library.terms import grams_of, words_of
from alerts.publishing.choices import Right
from alerts.publishing.forms.reading import ReadingForm
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import current
from cases.choices import Outcome
from portal.reference.countries import country_name

MOST_VALUES = 12


@dataclass(frozen=True)
class Value:
    """One value of a facet with its number of cases, and the address that chooses it (or lets it go)."""

    label: str
    count: int
    query: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One way of dividing the list."""

    name: str
    label: Any
    values: Sequence[Value]


def _given(form: ReadingForm) -> dict[str, str]:
    cleaned = form.cleaned_data if form.is_bound and form.is_valid() else {}
    names = ("q", "right", "country", "industry", "year", "outcome")
    return {name: str(cleaned[name]) for name in names if cleaned.get(name)}


def _condition(name: str, value: str) -> Q:
    if name == "country":
        # A case that names no market concerns all of them (alerts.publishing.filters).
        return Q(countries__contains=[value]) | Q(countries=[])
    if name == "q":
        words = words_of(value)
        found = Q(words__contains=words)
        return found & Q(grams__contains=grams_of(words)) if len(words) > 1 else found
    if name == "industry":
        return Q(edition__industries__contains=[value]) | Q(edition__industries=[])
    return Q(**{name: value})


def _cards(given: Mapping[str, str], *, without: str = "") -> QuerySet[Card]:
    cards = Card.objects.filter(edition__in=current().values("pk"))
    for name, value in given.items():
        if name != without:
            cards = cards.filter(_condition(name, value))
    return cards


def narrow(editions: QuerySet[Edition], form: ReadingForm) -> QuerySet[Edition]:
    """Leave the cases of a year, with an outcome, with certain words."""
    given = {name: value for name, value in _given(form).items() if name in {"q", "year", "outcome"}}
    if not given:
        return editions
    cards = Card.objects.all()
    for name, value in given.items():
        cards = cards.filter(_condition(name, value))
    return editions.filter(pk__in=cards.values("edition"))


def facets(form: ReadingForm) -> dict[str, Any]:
    """Count the cases by right, country, year and outcome, each under what else was chosen. Four queries."""
    given = _given(form)
    outcomes, rights = dict(Outcome.choices), dict(Right.choices)
    rows = {
        "right": _counted(_cards(given, without="right").exclude(right=""), "right"),
        "country": _counted(
            _cards(given, without="country").annotate(country=Func(F("countries"), function="unnest")), "country"
        ),
        "year": _counted(_cards(given, without="year").exclude(year=None), "year"),
        "outcome": _counted(_cards(given, without="outcome").exclude(outcome=""), "outcome"),
    }
    rows["year"].sort(reverse=True)
    names: dict[str, Callable[[Any], str]] = {
        "right": lambda code: str(rights.get(code, code)),
        "country": country_name,
        "year": str,
        "outcome": lambda code: str(outcomes.get(code, code)),
    }
    found = [
        Facet(
            name,
            form.fields[name].label,
            [
                Value(names[name](code), count, _query(given, name, str(code)), given.get(name) == str(code))
                for code, count in counted[:MOST_VALUES]
            ],
        )
        for name, counted in rows.items()
    ]
    return {"rows": [facet for facet in found if facet.values]}


def _counted(cards: QuerySet[Card], name: str) -> list[tuple[Any, int]]:
    rows = cards.order_by().values_list(name).annotate(cases=Count("pk"))
    return sorted(rows, key=lambda row: (-row[1], str(row[0])))


def _query(given: Mapping[str, str], name: str, value: str) -> str:
    chosen = {key: each for key, each in given.items() if key != name}
    if given.get(name) != value:
        chosen[name] = value
    return urlencode(chosen)


def beside(edition: Edition) -> dict[str, Any]:
    """Give what stands beside a typical case: those like it."""
    return {"alike": like_edition(edition)}


FORM = ShelfForm
