"""What the pages of a delegation show."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from exhibitions.fairs.choices import DelegationState, ParticipantState
from exhibitions.fairs.models import Delegation, Exhibit, ExhibitPicture, OwnRight, Participant, Post
from exhibitions.fairs.selectors.counting import count_of
from portal.keyset import Order
from portal.reference.countries import country_name

# Fairs to come, those that run, then those that are over, the latest first.
BY_DAYS = Order("starts_on", descending=True, through="edition")


def filtered(
    rows: QuerySet[Delegation], *, today: datetime.date, q: str = "", when: str = "", state: str = ""
) -> QuerySet[Delegation]:
    """Narrow delegations, with the number of firms that stand and that wait."""
    if q:
        rows = rows.filter(
            Q(name__icontains=q) | Q(edition__fair__name_zh__icontains=q) | Q(edition__fair__name_en__icontains=q)
        )
    if when == "now":
        rows = rows.filter(edition__starts_on__lte=today, edition__ends_on__gte=today)
    elif when == "coming":
        rows = rows.filter(edition__starts_on__gt=today)
    elif when == "past":
        rows = rows.filter(edition__ends_on__lt=today)
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("edition__fair", "center").annotate(
        firms=count_of(Participant.objects.filter(state=ParticipantState.CONFIRMED), "delegation_id"),
        asking=count_of(Participant.objects.filter(state=ParticipantState.ASKED), "delegation_id"),
    )


def participants(
    delegation: Delegation, *, q: str = "", state: str = "", source: str = "", lacks: str = ""
) -> QuerySet[Participant]:
    """Narrow the firms of a delegation, with how much each has entered."""
    rows = Participant.objects.filter(delegation=delegation)
    if q:
        rows = rows.filter(
            Q(name__icontains=q)
            | Q(name_en__icontains=q)
            | Q(uscc__iexact=q)
            | Q(booth__icontains=q)
            | Q(hall__iexact=q)
        )
    if state:
        rows = rows.filter(state=state)
    if source:
        rows = rows.filter(source=source)
    shown = Exhibit.objects.filter(participant_id=OuterRef("pk"), taken_out_at__isnull=True)
    pictures = ExhibitPicture.objects.filter(participant_id=OuterRef("pk"))
    rights = OwnRight.objects.filter(participant_id=OuterRef("pk"))
    if lacks == "exhibits":
        rows = rows.filter(~Exists(shown))
    elif lacks == "pictures":
        rows = rows.filter(~Exists(pictures))
    elif lacks == "rights":
        rows = rows.filter(~Exists(rights))
    elif lacks == "booth":
        rows = rows.filter(booth="")
    elif lacks == "account":
        rows = rows.filter(enterprise__isnull=True)
    return rows.annotate(
        exhibit_count=count_of(Exhibit.objects.filter(taken_out_at__isnull=True), "participant_id"),
        picture_count=count_of(ExhibitPicture.objects.all(), "participant_id"),
        right_count=count_of(OwnRight.objects.all(), "participant_id"),
    )


@dataclass(frozen=True)
class Figures:
    """A delegation in numbers; shares are of the firms that take part."""

    states: Sequence[tuple[str, str, int]]
    confirmed: int
    known: int
    with_exhibits: int
    with_pictures: int
    with_rights: int
    exhibits: int
    new_exhibits: int
    rights: int
    markets: Sequence[tuple[str, int]]
    halls: Sequence[tuple[str, int]]


def figures(delegation: Delegation) -> Figures:
    """Count a delegation. Four queries."""
    counted = dict(
        Participant.objects.filter(delegation=delegation).order_by().values_list("state").annotate(n=Count("pk"))
    )
    part = list(
        Participant.objects.filter(delegation=delegation, state=ParticipantState.CONFIRMED).values_list(
            "pk", "enterprise_id", "hall", "markets"
        )
    )
    shown = list(
        Exhibit.objects.filter(
            participant__delegation=delegation, participant__state=ParticipantState.CONFIRMED, taken_out_at__isnull=True
        )
        .annotate(seen=Exists(ExhibitPicture.objects.filter(exhibit_id=OuterRef("pk"))))
        .values_list("participant_id", "is_new", "seen")
    )
    rights = list(
        OwnRight.objects.filter(
            participant__delegation=delegation, participant__state=ParticipantState.CONFIRMED
        ).values_list("participant_id", flat=True)
    )
    markets = Counter(code for _pk, _firm, _hall, codes in part for code in codes)
    halls = Counter(hall for _pk, _firm, hall, _codes in part if hall)
    return Figures(
        states=[(state.value, str(state.label), counted.get(state.value, 0)) for state in ParticipantState],
        confirmed=len(part),
        known=sum(1 for _pk, firm, _hall, _codes in part if firm),
        with_exhibits=len({pk for pk, _new, _seen in shown}),
        with_pictures=len({pk for pk, _new, seen in shown if seen}),
        with_rights=len(set(rights)),
        exhibits=len(shown),
        new_exhibits=sum(1 for _pk, new, _seen in shown if new),
        rights=len(rights),
        markets=[(country_name(code), count) for code, count in markets.most_common(10)],
        halls=sorted(halls.items()),
    )


def posts_of(delegation: Delegation) -> list[Post]:
    """List who is or was on duty, the present ones first. One query."""
    order = {"active": 0, "proposed": 1, "declined": 2, "ended": 3}
    rows = delegation.posts.select_related("user", "expert", "named_by")
    return sorted(rows, key=lambda post: (order[post.state], post.starts_on, post.pk))


def newcomers(post: Post) -> list[str]:
    """List the firms that take part and were not among the names on which an expert declared."""
    names = Participant.objects.filter(delegation_id=post.delegation_id, state=ParticipantState.CONFIRMED)
    told = set(post.disclosed)
    return [name for name in names.order_by("pk").values_list("name", flat=True) if name not in told]


def own_rows(enterprise_id: int) -> QuerySet[Participant]:
    """Give a firm's own participations with what it has entered, the latest fair first."""
    return (
        Participant.objects.filter(enterprise_id=enterprise_id)
        .select_related("delegation__edition__fair", "center")
        .annotate(
            exhibit_count=count_of(Exhibit.objects.filter(taken_out_at__isnull=True), "participant_id"),
            right_count=count_of(OwnRight.objects.all(), "participant_id"),
        )
        .order_by(F("delegation__edition__starts_on").desc(), "-pk")
    )


def asking(center_id: int) -> int:
    """Count the sign-ups that wait for a center. One query."""
    return Participant.objects.filter(
        center_id=center_id, state=ParticipantState.ASKED, delegation__state=DelegationState.OPEN
    ).count()
