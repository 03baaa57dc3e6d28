"""How many signed up, came, passed and were content; per event, series, center and province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.events.choices import ITEMS, LEAST_ANSWERS
from exhibitions.events.models import Certificate, Event, SignUp
from portal.reference import regions

MOST_EVENTS = 500


@dataclass(frozen=True)
class Counts:
    """People of one or several events. `signed` are all who confirmed a sign-up, whatever became of it."""

    signed: int = 0
    seats: int = 0
    waiting: int = 0
    cancelled: int = 0
    came: int = 0
    walkins: int = 0
    absent: int = 0
    passed: int = 0
    certificates: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})

    @property
    def share_came(self) -> int | None:
        """Percentage of the seats whose people came; None where nobody had a seat."""
        return round(100 * (self.came - self.walkins) / self.seats) if self.seats else None


@dataclass(frozen=True)
class Ratings:
    """What participants thought: means from 1 to 5 by item, None for fewer than LEAST_ANSWERS answers."""

    answers: int = 0
    means: Mapping[str, Decimal | None] = field(default_factory=dict)
    texts: Sequence[str] = ()

    @property
    def overall(self) -> Decimal | None:
        return self.means.get("overall")

    @property
    def lines(self) -> list[tuple[str, Decimal | None]]:
        """Give (item in words, mean)."""
        return [(str(words), self.means.get(code)) for code, words in ITEMS.items()]

    @property
    def is_shown(self) -> bool:
        return self.answers >= LEAST_ANSWERS


@dataclass(frozen=True)
class Line:
    """One event with its figures."""

    event: Event
    counts: Counts
    ratings: Ratings


_CONFIRMED_ONCE = (
    Q(state__in=["confirmed", "waiting", "walkin"]) | Q(seated_at__isnull=False) | Q(queued_at__isnull=False)
)


def counts_of(events: Iterable[int]) -> dict[int, Counts]:
    """Count the people of events by id. Two queries."""
    ids = list(events)
    over = Q(event__ends_at__lte=timezone.now())
    rows: Iterable[Mapping[str, Any]] = (
        SignUp.objects.filter(event_id__in=ids)
        .values("event_id")
        .annotate(
            signed=Count("id", filter=_CONFIRMED_ONCE & ~Q(state="walkin", queued_at__isnull=True)),
            seats=Count("id", filter=Q(state="confirmed")),
            waiting=Count("id", filter=Q(state="waiting")),
            cancelled=Count("id", filter=Q(state="cancelled") & _CONFIRMED_ONCE),
            came_in=Count("id", filter=Q(checked_in_at__isnull=False)),
            walkins=Count("id", filter=Q(state="walkin")),
            absent=Count("id", filter=Q(state="confirmed", checked_in_at__isnull=True) & over),
            passed=Count("id", filter=Q(passed_at__isnull=False)),
        )
        .order_by()
    )
    papers = dict(
        Certificate.objects.filter(event_id__in=ids)
        .values("event_id")
        .annotate(n=Count("id"))
        .values_list("event_id", "n")
    )
    names = ("signed", "seats", "waiting", "cancelled", "walkins", "absent", "passed")
    found: dict[int, dict[str, int]] = {
        row["event_id"]: {name: row[name] for name in names} | {"came": row["came_in"]} for row in rows
    }
    return {pk: Counts(**found.get(pk, {}), certificates=papers.get(pk, 0)) for pk in ids}


def ratings_of(events: Iterable[int]) -> dict[int, Ratings]:
    """Give what participants thought of events by id, where enough of them answered. One query."""
    ids = list(events)
    with connection.cursor() as cursor:
        cursor.execute("select * from event_ratings(%s)", [ids])
        rows = cursor.fetchall()
    found = {row[0]: Ratings(row[1], dict(zip(ITEMS, row[2:-1], strict=True)), row[-1] or ()) for row in rows}
    return {pk: found.get(pk, Ratings()) for pk in ids}


def lines_of(rows: QuerySet[Event]) -> list[Line]:
    """Give events with their figures, the latest first, at most MOST_EVENTS. Four queries."""
    events = list(rows.select_related("center", "series").order_by("-starts_at", "-id")[:MOST_EVENTS])
    ids = [event.pk for event in events]
    counts, ratings = counts_of(ids), ratings_of(ids)
    return [Line(event, counts[event.pk], ratings[event.pk]) for event in events]


@dataclass(frozen=True)
class Group:
    """Several events taken together."""

    name: str
    events: int
    counts: Counts
    overall: Decimal | None


def grouped(lines: Sequence[Line], *, by: str) -> list[Group]:
    """Sum lines by `series` or `center`, the one with the most people first."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        name = line.event.center.name if by == "center" else line.event.series.name if line.event.series else ""
        found[name or _("Without a series")].append(line)
    groups = [Group(name, len(rows), total(rows), _mean(rows)) for name, rows in found.items()]
    return sorted(groups, key=lambda group: (-group.counts.came, group.name))


def total(lines: Sequence[Line]) -> Counts:
    """Sum the people of lines."""
    return sum((line.counts for line in lines), Counts())


def _mean(lines: Sequence[Line]) -> Decimal | None:
    """Weigh the means of events by their answers; events with too few answers stay out."""
    told = [(line.ratings.overall, line.ratings.answers) for line in lines if line.ratings.overall is not None]
    weight = sum(answers for _mean, answers in told)
    return sum((mean * answers for mean, answers in told if mean is not None), Decimal(0)) / weight if weight else None


def by_province(rows: QuerySet[Event]) -> list[tuple[str, int, int]]:
    """Say from which provinces people signed up and came: (name, signed up, came), the most first. One query."""
    found = (
        SignUp.objects.filter(event__in=rows.order_by().values("pk"))
        .filter(_CONFIRMED_ONCE)
        .values("province")
        .annotate(signed=Count("id"), came_in=Count("id", filter=Q(checked_in_at__isnull=False)))
        .order_by("-signed", "province")
    )
    return [(_province(row["province"]), row["signed"], row["came_in"]) for row in found]


def _province(code: str) -> str:
    division = regions.get(code)
    return division.short_name() if division else _("not told")
