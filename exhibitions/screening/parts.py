"""What this room says on the pages of delegations and their firms (exhibitions.fairs.hooks)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.hooks import Line, When
from exhibitions.fairs.models import Delegation, Participant
from exhibitions.screening.access import may_order_pack
from exhibitions.screening.choices import Level, PackState
from exhibitions.screening.models import BoothPack
from exhibitions.screening.policy import SIGNERS
from exhibitions.screening.selectors.board import shown, sums_of
from portal.accounts.actors import Actor


def of_delegation(delegation: Delegation, actor: Actor) -> Iterable[tuple[When, Line]]:
    """Say how ready the delegation is. Two queries."""
    sums = sums_of(delegation)
    board = reverse("screening:board", args=[delegation.public_id])
    yield When.BEFORE, Line(_("Checks of exhibits signed"), board, f"{sums.signed} / {sums.exhibits}")
    if sums.waiting:
        url = reverse("screening:waiting") if actor.has(*SIGNERS) else ""
        yield When.BEFORE, Line(_("Checks that wait for a signature"), url, str(sums.waiting))
    if sums.high:
        yield When.BEFORE, Line(_("Exhibits with a high risk"), f"{board}?only=high", str(sums.high), urgent=True)
    yield When.BEFORE, Line(_("Firms with a booth pack"), f"{board}?only=pack", f"{sums.packs} / {sums.firms}")


def of_participant(participant: Participant, actor: Actor) -> Iterable[tuple[When, Line]]:
    """Say how far the firm's checks are and whether its booth pack is ready. Two queries."""
    for line in _lines([participant], actor).get(participant.pk, ()):
        yield When.BEFORE, line


def of_mine(participants: Sequence[Participant], actor: Actor) -> dict[int, list[Line]]:
    """Say the same of each fair of a firm. Two queries."""
    return _lines([row for row in participants if row.state == ParticipantState.CONFIRMED], actor)


def _lines(participants: Sequence[Participant], actor: Actor) -> dict[int, list[Line]]:
    counted = {
        row["participant_id"]: row
        for row in shown(participants)
        .order_by()
        .values("participant_id")
        .annotate(
            n=Count("pk"), signed=Count("pk", filter=Q(signed_level__isnull=False)),
            high=Count("pk", filter=Q(signed_level=Level.HIGH)),
        )
    }  # fmt: skip
    packs = set()
    if actor.kind != "expert":
        ready = BoothPack.objects.filter(participant__in=participants, state=PackState.READY)
        packs = set(ready.values_list("participant_id", flat=True))
    found, today = {}, timezone.localdate()
    for row in participants:
        page = reverse("screening:firm", args=[row.public_id])
        told = counted.get(row.pk, {"n": 0, "signed": 0, "high": 0})
        lines = [Line(_("Checks of exhibits signed"), page, f"{told['signed']} / {told['n']}")] if told["n"] else []
        if told["high"]:
            lines.append(Line(_("Exhibits with a high risk"), page, str(told["high"]), urgent=True))
        if row.pk in packs:
            lines.append(Line(_("Booth pack ready"), page))
        elif may_order_pack(actor, row) and row.delegation.edition.ends_on >= today:
            lines.append(Line(_("Order the booth pack"), page))
        found[row.pk] = lines
    return found
