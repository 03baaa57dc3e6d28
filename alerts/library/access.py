"""Gates: drafts of typical cases belong to the custodian center of the case and to nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from alerts.library.models import CaseOrigin
from portal.accounts.actors import Actor


def visible_origins(actor: Actor) -> QuerySet[CaseOrigin]:
    """Give the drafts `actor` may see: those of the own center."""
    if actor.kind == "center":
        return CaseOrigin.objects.filter(center_id=actor.own_center_id)
    return CaseOrigin.objects.none()


def get_origin(actor: Actor, public_id: UUID) -> CaseOrigin:
    """Return one visible draft with its case or raise Http404."""
    rows = visible_origins(actor).select_related("case", "case__enterprise", "case__handler", "item")
    try:
        return rows.get(public_id=public_id)
    except CaseOrigin.DoesNotExist:
        raise Http404 from None
