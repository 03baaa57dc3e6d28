"""Gates: fetch what the actor may see or answer 404; say who may write.

Delegations and firms are those of exhibitions.fairs.access; here is what hangs on them.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from exhibitions.fairs.access import FIRM_WRITERS, may_write, visible_participants
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Exhibit, Participant
from exhibitions.screening.choices import PackState, State
from exhibitions.screening.models import BoothPack, Checklist, Finding, Screening
from portal.accounts.actors import Actor


def may_check(actor: Actor, center_id: int) -> bool:
    """Say whether `actor` works on checks of a center: its staff, the nation's coordinators and editors for their own."""
    return may_write(actor) and actor.center_id == center_id


def get_own_exhibit(actor: Actor, public_id: UUID) -> Exhibit:
    """Return an exhibit of a participant of the acting center, or raise Http404."""
    found = (
        Exhibit.objects.filter(public_id=public_id, center_id=actor.own_center_id)
        .select_related("participant__delegation__edition__fair")
        .first()
    )
    if found is None:
        raise Http404
    return found


def visible_screenings(actor: Actor) -> QuerySet[Screening]:
    """Give the screenings `actor` may see; a firm's are those of its own that were signed."""
    if actor.kind == "national":
        return Screening.objects.all()
    if actor.kind == "center":
        return Screening.objects.filter(center_id=actor.own_center_id)
    rows = Screening.objects.filter(participant__in=visible_participants(actor))
    return rows.filter(state=State.SIGNED) if actor.kind == "enterprise" else rows


def get_screening(actor: Actor, public_id: UUID) -> Screening:
    """Return one visible screening or raise Http404."""
    found = (
        visible_screenings(actor)
        .filter(public_id=public_id)
        # One join of them all, each with its policies, is planned longer (30 ms) than each is looked at (9).
        .prefetch_related("exhibit", "participant__delegation__edition__fair", "center")
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_own_screening(actor: Actor, public_id: UUID) -> Screening:
    """Return a screening of the acting center, or raise Http404."""
    found = get_screening(actor, public_id)
    if found.center_id != actor.center_id:
        raise Http404
    return found


def get_finding(screening: Screening, public_id: UUID) -> Finding:
    """Return a finding of a screening or raise Http404."""
    found = Finding.objects.filter(screening=screening, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_checklist(actor: Actor, public_id: UUID) -> Checklist:
    """Return a checklist: any for the nation, those in use or once in use for others; or raise Http404."""
    rows = Checklist.objects.all() if actor.kind == "national" else Checklist.objects.filter(state__in=USED)
    found = rows.select_related("written_by", "decided_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


USED = ("released", "retired")


def get_own_draft(actor: Actor, public_id: UUID) -> Checklist:
    """Return a draft that the actor writes, or raise Http404."""
    found = get_checklist(actor, public_id)
    if found.state != "draft" or found.written_by_id != actor.user_id:
        raise Http404
    return found


def get_pack(actor: Actor, public_id: UUID) -> BoothPack:
    """Return a booth pack that is ready, of a visible participant, or raise Http404."""
    found = (
        BoothPack.objects.filter(
            public_id=public_id, state=PackState.READY, participant__in=visible_participants(actor)
        )
        .select_related("participant")
        .first()
    )
    if found is None:
        raise Http404
    return found


def may_order_pack(actor: Actor, participant: Participant) -> bool:
    """Say whether `actor` may have the booth pack made: the center's staff, the firm while it takes part."""
    if participant.state != ParticipantState.CONFIRMED:
        return False
    if actor.kind == "enterprise":
        return actor.has(*FIRM_WRITERS)
    return may_check(actor, participant.center_id)
