"""How ready a delegation is: firm by firm, and in sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Delegation, Exhibit, OwnRight, Participant, RightDocument
from exhibitions.screening.choices import Level, PackState, State
from exhibitions.screening.models import BoothPack, Screening
from portal.documents.models import StoredFile

NEWEST_SIGNED = Screening.objects.filter(exhibit=OuterRef("pk"), state=State.SIGNED).order_by("-number")


@dataclass
class Row:
    """One firm on the board. Counts are of exhibits that are shown, and of the newest signed check of each."""

    participant: Participant
    exhibits: int = 0
    begun: int = 0
    waiting: int = 0
    signed: int = 0
    high: int = 0
    outdated: int = 0
    rights: int = 0
    proved: int = 0
    packs: list[BoothPack] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Say whether nothing is left to do: every exhibit signed as it stands, every right with a document, a booth pack."""
        return bool(
            self.exhibits
            and self.signed == self.exhibits
            and not self.outdated
            and self.proved == self.rights
            and any(pack.state == PackState.READY for pack in self.packs)
        )


@dataclass(frozen=True)
class Sums:
    """A delegation in figures."""

    firms: int
    exhibits: int
    signed: int
    waiting: int
    high: int
    packs: int


def shown(participant_in: QuerySet[Participant] | Iterable[Participant]) -> Any:
    """Give the exhibits that are shown (a queryset), each with its newest signed check and the one under way."""
    under_way = Screening.objects.filter(exhibit=OuterRef("pk")).exclude(state=State.SIGNED)
    return Exhibit.objects.filter(participant__in=participant_in, taken_out_at__isnull=True).annotate(
        signed_level=Subquery(NEWEST_SIGNED.values("level")[:1]),
        signed_version=Subquery(NEWEST_SIGNED.values("exhibit_version")[:1]),
        state_now=Subquery(under_way.values("state")[:1]),
    )


def firms_of(delegation: Delegation, *, q: str = "", only: str = "") -> QuerySet[Participant]:
    """Give the firms of a delegation that take part, narrowed by the filters of the board."""
    rows = Participant.objects.filter(delegation=delegation, state=ParticipantState.CONFIRMED)
    if q:
        rows = rows.filter(
            Q(name__icontains=q) | Q(name_en__icontains=q) | Q(booth__icontains=q) | Q(hall__icontains=q)
        )
    of_it = Exhibit.objects.filter(participant=OuterRef("pk"), taken_out_at__isnull=True).annotate(
        level_now=Subquery(NEWEST_SIGNED.values("level")[:1])
    )
    if only == "unchecked":
        rows = rows.filter(Exists(of_it.filter(level_now__isnull=True)))
    elif only == "high":
        rows = rows.filter(Exists(of_it.filter(level_now=Level.HIGH)))
    elif only == "papers":
        proofs = RightDocument.objects.filter(right=OuterRef("pk"), state=StoredFile.State.CLEAN)
        bare = OwnRight.objects.filter(participant=OuterRef("pk")).filter(~Exists(proofs))
        rows = rows.filter(Exists(bare))
    elif only == "pack":
        rows = rows.filter(~Exists(BoothPack.objects.filter(participant=OuterRef("pk"), state=PackState.READY)))
    return rows


def board_rows(participants: list[Participant]) -> list[Row]:
    """Count what each firm has. Four queries, however many firms."""
    rows = {participant.pk: Row(participant) for participant in participants}
    for exhibit in shown(participants).values(
        "participant_id", "signed_level", "signed_version", "state_now", "row_version"
    ):
        row = rows[exhibit["participant_id"]]
        row.exhibits += 1
        row.begun += exhibit["state_now"] == State.OPEN
        row.waiting += exhibit["state_now"] == State.HANDED_IN
        row.signed += exhibit["signed_level"] is not None
        row.high += exhibit["signed_level"] == Level.HIGH
        row.outdated += exhibit["signed_level"] is not None and exhibit["signed_version"] != exhibit["row_version"]
    rights = OwnRight.objects.filter(participant__in=participants).values("participant_id")
    for found in rights.annotate(n=Count("pk")):
        rows[found["participant_id"]].rights = found["n"]
    proofs = RightDocument.objects.filter(participant__in=participants, state=StoredFile.State.CLEAN)
    for found in proofs.values("participant_id").annotate(n=Count("right", distinct=True)):
        rows[found["participant_id"]].proved = found["n"]
    for pack in newest_packs(participants):
        rows[pack.participant_id].packs.append(pack)
    return list(rows.values())


def newest_packs(participants: Iterable[Participant]) -> list[BoothPack]:
    """Give the booth packs of firms by language, the newest first: the one that is ready, and one being made after it."""
    return list(BoothPack.objects.filter(participant__in=participants).order_by("participant_id", "language", "-id"))


def sums_of(delegation: Delegation) -> Sums:
    """Sum a delegation up. Three queries."""
    firms = firms_of(delegation)
    packed = Exists(BoothPack.objects.filter(participant=OuterRef("pk"), state=PackState.READY))
    counted = firms.aggregate(n=Count("pk"), packs=Count("pk", filter=Q(packed)))
    exhibits = shown(firms.order_by()).aggregate(
        n=Count("pk"), signed=Count("pk", filter=Q(signed_level__isnull=False)),
        waiting=Count("pk", filter=Q(state_now=State.HANDED_IN)), high=Count("pk", filter=Q(signed_level=Level.HIGH)),
    )  # fmt: skip
    return Sums(
        counted["n"], exhibits["n"], exhibits["signed"], exhibits["waiting"], exhibits["high"], counted["packs"]
    )


@dataclass(frozen=True)
class Shown:
    """An exhibit on a firm's page: its newest signed check, and for the center the one under way."""

    exhibit: Exhibit
    signed: Screening | None
    under_way: Screening | None

    @property
    def is_outdated(self) -> bool:
        """Say whether the exhibit was changed after the check that was signed."""
        return self.signed is not None and self.signed.exhibit_version != self.exhibit.row_version


def exhibits_of(participant: Participant) -> list[Shown]:
    """List what a firm shows with its checks, as far as the scope sees them. Two queries."""
    exhibits = list(Exhibit.objects.filter(participant=participant, taken_out_at__isnull=True).order_by("id"))
    signed: dict[int, Screening] = {}
    under_way: dict[int, Screening] = {}
    for row in Screening.objects.filter(participant=participant).order_by(F("number").asc()):
        (signed if row.state == State.SIGNED else under_way)[row.exhibit_id] = row
    return [Shown(exhibit, signed.get(exhibit.pk), under_way.get(exhibit.pk)) for exhibit in exhibits]
