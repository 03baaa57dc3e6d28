"""A country's profile, the comparison of several, the trend, and how far the ranking depends on the weights."""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from alerts.environment.forms.scores import MOST_COMPARED, SensitivityForm, chosen_countries
from alerts.environment.selectors import drawn, shelves
from alerts.environment.selectors.trees import Branch, Reading, read
from alerts.environment.sensitivity import DRAWS, at_random, one_at_a_time
from alerts.environment.services.shown import TAG
from alerts.environment.views.public import edition_context
from portal.reference.countries import country_code, country_name
from portal.site.pagecache import public_page

# How many countries the trend begins with.
FIRST = 3


def _years(context: dict[str, object]) -> list[Reading]:
    editions = context["editions"]
    assert isinstance(editions, list)
    return shelves.read_all(shelves.per_year(editions))


def _known(reading: Reading) -> list[tuple[str, str]]:
    return sorted(((row.country, country_name(row.country)) for row in reading.standings), key=lambda pair: pair[1])


@public_page(TAG, params=("edition",))
def profile(request: HttpRequest, code: str, country: str) -> HttpResponse:
    """Show one country: the tree of scores, a radar against the average, the years."""
    edition, context = edition_context(request, code)
    reading = read(edition)
    wanted = country_code(country)
    row = next((row for row in reading.standings if row.country == wanted), None)
    if row is None or wanted is None or wanted != country:
        raise Http404
    scores = reading.score_of(wanted)
    lines = [
        (
            branch.indicator, row.parts[branch.indicator.code], reading.averages[branch.indicator.code],
            scores.get(branch.indicator.code) if branch.is_leaf else None,
        )
        for branch in reading.flat
    ]  # fmt: skip
    years = _years(context)
    return render(
        request,
        "environment/profile.html",
        context
        | {
            "row": row, "country": wanted, "name": country_name(wanted), "lines": lines, "reading": reading,
            "average": reading.averages[reading.root.code], "ranked": sum(1 for r in reading.standings if r.rank),
            "radar": drawn.radar_chart(reading, [row], with_average=True),
            "trend": drawn.trend_chart(years, [wanted]) if len(years) > 1 else None,
        },
    )  # fmt: skip


@public_page(TAG, params=("edition", "c"))
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Put two to five countries side by side."""
    edition, context = edition_context(request, code)
    reading = read(edition)
    chosen = chosen_countries(request.GET.getlist("c"), [row.country for row in reading.standings])
    rows = [next(row for row in reading.standings if row.country == code) for code in chosen]
    table = [
        (
            branch.indicator,
            [(country_name(row.country), row.parts[branch.indicator.code]) for row in rows],
            reading.averages[branch.indicator.code],
        )
        for branch in reading.flat
    ]
    enough = len(rows) > 1
    return render(
        request,
        "environment/compare.html",
        context
        | {
            "known": _known(reading), "chosen": chosen, "rows": [(row, country_name(row.country)) for row in rows],
            "table": table, "average": reading.averages.get(reading.root.code) if reading.standings else None,
            "chart": (drawn.radar_chart(reading, rows) or drawn.compared_chart(reading, rows)) if enough else None,
            "enough": enough, "asked": bool(request.GET.getlist("c")), "most": MOST_COMPARED, "slots": _slots(chosen),
        },
    )  # fmt: skip


def _slots(chosen: list[str]) -> list[tuple[int, str]]:
    """Give the five selects of the form with what is chosen in each."""
    return [(number, chosen[number - 1] if number <= len(chosen) else "") for number in range(1, MOST_COMPARED + 1)]


@public_page(TAG, params=("edition", "c"))
def trend(request: HttpRequest, code: str) -> HttpResponse:
    """Follow up to five countries over the years."""
    edition, context = edition_context(request, code)
    years = _years(context)
    newest = years[-1] if years else read(edition)
    known = sorted(
        {(row.country, country_name(row.country)) for reading in years for row in reading.standings}, key=lambda p: p[1]
    )
    chosen = chosen_countries(request.GET.getlist("c"), [code for code, _name in known])
    if not chosen:
        chosen = [row.country for row in newest.standings if row.rank][:FIRST]
    lines = [(country, country_name(country), shelves.trend(years, country)) for country in chosen]
    return render(
        request,
        "environment/trend.html",
        context
        | {
            "known": known, "chosen": chosen, "lines": lines, "years": [reading.edition for reading in years],
            "chart": drawn.trend_chart(years, chosen) if years and chosen else None, "slots": _slots(chosen),
            "versions": sorted({reading.edition.version for reading in years}),
        },
    )  # fmt: skip


@public_page(TAG, params=("edition", "percent", "seed"))
def sensitivity(request: HttpRequest, code: str) -> HttpResponse:
    """Show how scores and ranks move with the weights of the first level."""
    edition, context = edition_context(request, code)
    reading = read(edition)
    form = SensitivityForm(request.GET if {"percent", "seed"} & set(request.GET) else None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    percent = wanted.get("percent") or form.fields["percent"].initial
    seed = wanted["seed"] if wanted.get("seed") is not None else form.fields["seed"].initial
    rows = reading.standings
    movable = len(reading.branches) > 1 and bool(rows)
    shifts = one_at_a_time(reading.root, rows, percent=Decimal(percent)) if movable else []
    spreads = at_random(reading.root, rows, seed=seed) if movable else []
    tops: dict[str, Branch] = {branch.indicator.code: branch for branch in reading.branches}
    heads = [(tops[shift.code].indicator.name, shift.factor > 1, shift.weight) for shift in shifts]
    table = [
        (row, country_name(row.country), [shift.outcomes[row.country] for shift in shifts])
        for row in rows
        if row.rank is not None
    ]
    return render(
        request,
        "environment/sensitivity.html",
        context
        | {
            "form": form, "percent": percent, "seed": seed, "draws": DRAWS, "movable": movable, "heads": heads,
            "table": table, "spreads": [(spread, country_name(spread.country)) for spread in spreads],
            "chart": drawn.spread_chart(spreads) if spreads else None,
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )  # fmt: skip
