"""A delegation in figures, and several of them added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import connection
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery

from exhibitions.desk.choices import EntryKind, IncidentState
from exhibitions.desk.models import Incident, IncidentEntry
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Delegation, Exhibit, Participant
from exhibitions.results.choices import ITEMS, LEAST_ANSWERS, SumKind
from exhibitions.results.models import Feedback, Outcome, Sum
from exhibitions.results.selectors.sums import written
from exhibitions.screening.choices import State as ScreeningState
from exhibitions.screening.models import Screening
from portal.accounts.actors import Actor

# What of a log counts as the first step for a firm.
STEPS = (EntryKind.STEP, EntryKind.MET, EntryKind.CONTACT)


@dataclass
class Figures:
    """Counts of one or several delegations; `hours` are those from each incident to its first step."""

    delegations: int = 0
    firms: int = 0
    exhibits: int = 0
    signed: int = 0
    incidents: int = 0
    grave: int = 0
    closed: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    results: Counter[str] = field(default_factory=Counter)
    costs: Counter[str] = field(default_factory=Counter)
    averted: Counter[str] = field(default_factory=Counter)
    hours: list[float] = field(default_factory=list)

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})

    @property
    def hours_median(self) -> Decimal | None:
        """The median of the hours to the first step, to a tenth; None where no incident had one."""
        return Decimal(str(round(median(self.hours), 1))) if self.hours else None

    @property
    def costs_written(self) -> list[str]:
        return written(dict(sorted(self.costs.items())))

    @property
    def averted_written(self) -> list[str]:
        return written(dict(sorted(self.averted.items())))


def figures_of(delegations: Iterable[int]) -> dict[int, Figures]:
    """Count delegations by id. Six queries, however many."""
    ids = list(delegations)
    found: dict[int, Figures] = {pk: Figures(delegations=1) for pk in ids}
    taking = {"delegation_id__in": ids, "state": ParticipantState.CONFIRMED}
    for pk, n in _counted(Participant.objects.filter(**taking), "delegation_id", "pk"):
        found[pk].firms = n
    below = {f"participant__{name}": value for name, value in taking.items()}
    shown = Exhibit.objects.filter(taken_out_at__isnull=True, **below)
    for pk, n in _counted(shown, "participant__delegation_id", "pk"):
        found[pk].exhibits = n
    signed = Screening.objects.filter(state=ScreeningState.SIGNED, exhibit__taken_out_at__isnull=True, **below)
    for pk, n in _counted(signed, "participant__delegation_id", "exhibit"):
        found[pk].signed = n
    _count_incidents(ids, found)
    return found


def _counted(rows: QuerySet[Any], key: str, what: str) -> Iterable[tuple[int, int]]:
    counted: Iterable[tuple[int, int]] = rows.order_by().values_list(key).annotate(n=Count(what, distinct=True))
    return counted


def _count_incidents(ids: Sequence[int], found: dict[int, Figures]) -> None:
    first = (
        IncidentEntry.objects.filter(incident=OuterRef("pk"), kind__in=STEPS)
        .order_by()
        .values("incident")
        .annotate(first=Min("at"))
        .values("first")
    )
    rows = Incident.objects.filter(delegation_id__in=ids).annotate(first=Subquery(first))
    for pk, kind, grave, state, at, step in rows.values_list(
        "delegation_id", "kind", "is_grave", "state", "happened_at", "first"
    ):
        row = found[pk]
        row.incidents += 1
        row.grave += grave
        row.closed += state == IncidentState.CLOSED
        row.kinds[kind] += 1
        if step is not None:
            row.hours.append(max(0.0, (step - at).total_seconds() / 3600))
    finished = {"incident__delegation_id__in": ids, "incident__state": IncidentState.CLOSED}
    for pk, result in Outcome.objects.filter(**finished).values_list("incident__delegation_id", "result"):
        found[pk].results[result] += 1
    sums = Sum.objects.filter(**{f"outcome__{name}": value for name, value in finished.items()})
    for pk, kind, currency, amount in sums.values_list(
        "outcome__incident__delegation_id", "kind", "currency", "amount"
    ):
        target: Any = found[pk].averted if kind == SumKind.AVERTED else found[pk].costs
        target[currency] += amount


@dataclass(frozen=True)
class Ratings:
    """What firms think: means from 1 to 5 by item; None for too few answers. `given` counts the answers by item."""

    answers: int
    means: Mapping[str, Decimal | None]
    given: Mapping[str, int]

    @property
    def lines(self) -> list[tuple[str, Decimal | None]]:
        """Give (item in words, mean)."""
        return [(str(words), self.means.get(code)) for code, words in ITEMS.items()]


def ratings_of(groups: Mapping[int, str], actor: Actor) -> dict[str, Ratings]:
    """Give the means of groups of delegations (id → name of its group). One query.

    A center's are of all answers; the nation learns of delegations whose feedback is over, with LEAST_ANSWERS answers and
    more.
    """
    if actor.kind == "national":
        with connection.cursor() as cursor:
            cursor.execute(
                "select * from results_ratings(%s::bigint[], %s::text[])", [list(groups), list(groups.values())]
            )
            return {
                name: Ratings(n, dict(zip(ITEMS, means, strict=True)), dict.fromkeys(ITEMS, n))
                for name, n, *means in cursor.fetchall()
            }
    return ratings_read(groups)


def ratings_read(groups: Mapping[int, str]) -> dict[str, Ratings]:
    """Give the means of groups of delegations from all answers that the scope reads: those of its own center. One query."""
    rows = Feedback.objects.filter(participant__delegation_id__in=list(groups)).values_list(
        "participant__delegation_id", *ITEMS
    )
    gathered: dict[str, list[tuple[int | None, ...]]] = defaultdict(list)
    for pk, *marks in rows:
        gathered[groups[pk]].append(tuple(marks))
    return {name: Ratings(len(marks), _means(marks), _given(marks)) for name, marks in gathered.items()}


def ratings_on(delegation: Delegation, actor: Actor) -> Ratings | None:
    """Give the means of one delegation: its own center reads all answers, others what `ratings_of` tells. One query."""
    groups = {delegation.pk: "own"}
    own = delegation.center_id == actor.center_id
    return (ratings_read(groups) if own else ratings_of(groups, actor)).get("own")


def few_hidden(found: Ratings | None) -> Ratings | None:
    """Give ratings as they may leave the center: no mean of fewer than LEAST_ANSWERS answers."""
    if found is None or found.answers < LEAST_ANSWERS:
        return None
    means = {code: mean if found.given[code] >= LEAST_ANSWERS else None for code, mean in found.means.items()}
    return replace(found, means=means)


def _given(rows: Sequence[tuple[int | None, ...]]) -> dict[str, int]:
    return {code: sum(row[at] is not None for row in rows) for at, code in enumerate(ITEMS)}


def _means(rows: Sequence[tuple[int | None, ...]]) -> dict[str, Decimal | None]:
    found: dict[str, Decimal | None] = {}
    for at, code in enumerate(ITEMS):
        given = [row[at] for row in rows if row[at] is not None]
        found[code] = Decimal(str(round(sum(given) / len(given), 2))) if given else None  # type: ignore[arg-type]
    return found


def total_of(rows: Iterable[Figures]) -> Figures:
    """Add figures up."""
    return sum(rows, Figures())
