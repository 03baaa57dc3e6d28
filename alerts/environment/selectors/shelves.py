"""What the public finds: indices with a released edition, the editions of one, values over the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alerts.environment.choices import EditionState
from alerts.environment.models import Edition, Index, Indicator, Score
from alerts.environment.selectors.trees import Reading, grow


@dataclass(frozen=True, slots=True)
class Shelf:
    """An index with its newest released edition and how many editions there are."""

    index: Index
    newest: Edition
    editions: int


def shelves() -> list[Shelf]:
    """List the indices the public may read: our own first, then by name. One statement."""
    found: dict[int, list[Edition]] = defaultdict(list)
    released = Edition.objects.filter(state=EditionState.RELEASED).select_related("index")
    for edition in released.order_by("-year", "-released_at"):
        found[edition.index_id].append(edition)
    listed = [Shelf(editions[0].index, editions[0], len(newest_revisions(editions))) for editions in found.values()]
    return sorted(listed, key=lambda shelf: (shelf.index.origin != "own", shelf.index.code))


def newest_revisions(editions: Iterable[Edition]) -> list[Edition]:
    """Keep the newest revision of each year and version, newest year first."""
    newest: dict[tuple[int, str], Edition] = {}
    for edition in editions:
        key = (edition.year, edition.version)
        if key not in newest or newest[key].revision < edition.revision:
            newest[key] = edition
    return sorted(
        newest.values(), key=lambda edition: (-edition.year, -(edition.released_at or edition.created_at).timestamp())
    )


def latest_editions(index: Index) -> list[Edition]:
    """Give the released editions of an index that a reader may choose among: corrected ones left out."""
    return newest_revisions(Edition.objects.filter(index=index, state=EditionState.RELEASED).select_related("index"))


def superseding(edition: Edition, editions: Sequence[Edition]) -> Edition | None:
    """Give the released correction of an edition, None when it is the newest."""
    return next(
        (
            e
            for e in editions
            if (e.year, e.version) == (edition.year, edition.version) and e.revision > edition.revision
        ),
        None,
    )


def read_all(editions: Sequence[Edition]) -> list[Reading]:
    """Read several editions with two statements, in the order given."""
    pks = [edition.pk for edition in editions]
    indicators: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in Indicator.objects.filter(edition_id__in=pks).order_by("level", "position", "pk"):
        indicators[indicator.edition_id].append(indicator)
    scores: dict[int, list[Score]] = defaultdict(list)
    for score in Score.objects.filter(edition_id__in=pks).order_by("country"):
        scores[score.edition_id].append(score)
    return [Reading(edition, grow(indicators[edition.pk]), scores[edition.pk]) for edition in editions]


@dataclass(frozen=True, slots=True)
class Point:
    """A country's result in one edition."""

    edition: Edition
    score: Decimal | None
    rank: int | None


def per_year(editions: Sequence[Edition]) -> list[Edition]:
    """Keep one ranked edition a year (the one released last), oldest first."""
    kept: dict[int, Edition] = {}
    for edition in editions:
        if edition.is_ranked:
            kept.setdefault(edition.year, edition)
    return [kept[year] for year in sorted(kept)]


def trend(readings: Sequence[Reading], country: str) -> list[Point]:
    """Follow a country through editions."""
    points = []
    for reading in readings:
        row = next((row for row in reading.standings if row.country == country), None)
        points.append(Point(reading.edition, row.score if row else None, row.rank if row else None))
    return points
