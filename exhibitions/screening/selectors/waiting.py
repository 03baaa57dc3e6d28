"""What waits for a signature."""

from __future__ import annotations

from django.db.models import QuerySet

from exhibitions.screening import access
from exhibitions.screening.choices import ChecklistState, State
from exhibitions.screening.models import Checklist, Screening
from portal.accounts.actors import Actor


def to_sign(actor: Actor) -> QuerySet[Screening]:
    """Give the checks that wait for the actor: of the own center, or of delegations they are on duty for; not their own work."""
    rows = access.visible_screenings(actor).filter(state=State.HANDED_IN).exclude(makers__contains=[actor.own_user_id])
    return rows if actor.kind == "expert" else rows.filter(center_id=actor.own_center_id)


def count_to_sign(actor: Actor) -> int:
    """Count them. One query."""
    return to_sign(actor).count()


def count_checklists(actor: Actor) -> int:
    """Count the checklists that somebody else wrote and that wait for release. One query."""
    return Checklist.objects.filter(state=ChecklistState.PROPOSED).exclude(written_by_id=actor.own_user_id).count()
