"""Gates of the trade data: the same 404 for what is absent and what is foreign."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from alerts.trade.models import Change, Investigation
from portal.accounts.actors import Actor


def get_investigation(public_id: UUID) -> Investigation:
    """Return one investigation, which everybody may read, or raise Http404."""
    try:
        return Investigation.objects.get(public_id=public_id)
    except Investigation.DoesNotExist:
        raise Http404 from None


def get_change(public_id: UUID) -> Change:
    """Return one change or raise Http404; only the nation comes here, by the permission table and by row-level security."""
    try:
        return Change.objects.select_related("prepared_by", "decided_by").get(public_id=public_id)
    except Change.DoesNotExist:
        raise Http404 from None


def get_droppable(actor: Actor, public_id: UUID) -> Change:
    """Return a change that `actor` may drop: a reviewer any, an editor the own; else Http404."""
    change = get_change(public_id)
    if not actor.has("reviewer") and change.prepared_by_id != actor.user_id:
        raise Http404
    return change
