"""Fairs compared over the years: each group of delegations in figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk.choices import IncidentKind
from exhibitions.fairs.models import Delegation, Fair
from exhibitions.results.access import visible_delegations
from exhibitions.results.choices import Result
from exhibitions.results.selectors.figures import Figures, Ratings, figures_of, ratings_of, total_of
from portal.accounts.actors import Actor
from portal.site.charts import Chart, Series

#: Years that are compared, this one among them.
YEARS = 10


@dataclass(frozen=True)
class Line:
    """One year (or one center) with its figures; `ratings` are None where too few firms answered."""

    label: str
    figures: Figures
    ratings: Ratings | None = None

    @property
    def mean(self) -> Decimal | None:
        """The mean of the help of the desk."""
        return self.ratings.means.get("desk") if self.ratings else None


@dataclass(frozen=True)
class Comparison:
    """Years, the newest first; for the nation, centers beside them."""

    years: Sequence[Line]
    centers: Sequence[Line]
    total: Figures

    @property
    def kinds(self) -> list[tuple[str, list[int]]]:
        """Give (kind in words, incidents per year in the order of `years`)."""
        return [(str(kind.label), [line.figures.kinds[kind] for line in self.years]) for kind in IncidentKind]

    @property
    def results(self) -> list[tuple[str, list[int]]]:
        """Give (result in words, finished incidents per year)."""
        return [(str(result.label), [line.figures.results[result] for line in self.years]) for result in Result]


def fairs_of(actor: Actor) -> object:
    """Give the fairs to which delegations that `actor` sees went."""
    editions = visible_delegations(actor).values("edition__fair_id")
    return Fair.objects.filter(pk__in=editions).order_by("name_zh", "id")


def compare(actor: Actor, fair: Fair | None = None) -> Comparison:
    """Compare the last years of a fair, or of all fairs. Eight queries, however much there is."""
    today = timezone.localdate()
    rows = (
        visible_delegations(actor)
        .filter(edition__starts_on__lte=today, edition__year__gt=today.year - YEARS)
        .select_related("edition", "center")
        .order_by("-edition__starts_on", "-id")
    )
    if fair is not None:
        rows = rows.filter(edition__fair=fair)
    delegations = list(rows)
    counted = figures_of(row.pk for row in delegations)
    year = _year_of
    ratings = ratings_of({row.pk: year(row) for row in delegations}, actor)
    years = _lines(delegations, counted, year, ratings)
    centers = _lines(delegations, counted, lambda row: row.center.name, {}) if actor.kind == "national" else []
    return Comparison(
        sorted(years, key=lambda line: line.label, reverse=True),
        sorted(centers, key=lambda line: (-line.figures.incidents, line.label)),
        total_of(counted.values()),
    )


def _year_of(row: Delegation) -> str:
    return str(row.edition.year)


def _lines(
    delegations: Sequence[Delegation],
    counted: dict[int, Figures],
    name: Callable[[Delegation], str],
    ratings: dict[str, Ratings],
) -> list[Line]:
    groups: dict[str, list[Figures]] = defaultdict(list)
    for row in delegations:
        groups[name(row)].append(counted[row.pk])
    return [Line(label, total_of(found), ratings.get(label)) for label, found in groups.items()]


def chart_of(found: Comparison) -> Chart | None:
    """Draw incidents per year; None before there are any."""
    if not found.total.incidents:
        return None
    years = list(reversed(found.years))
    return Chart(
        key="years", kind="columns", title=_("Incidents over the years"), column=_("Year"),
        labels=tuple(line.label for line in years), newest_first=True,
        series=(
            Series(_("Incidents"), tuple(line.figures.incidents for line in years)),
            Series(_("Grave"), tuple(line.figures.grave for line in years), tone="red"),
            Series(_("Finished"), tuple(line.figures.closed for line in years), tone="green"),
        ),
    )  # fmt: skip
