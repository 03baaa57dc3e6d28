"""Gates of the fees: what everybody reads, and the proposals of the nation."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from alerts.fees.models import Batch, Fee, Office
from portal.accounts.actors import Actor


def get_office(code: str) -> Office:
    """Return an office by its code or raise Http404."""
    try:
        return Office.objects.get(code=code)
    except Office.DoesNotExist:
        raise Http404 from None


def get_fee(public_id: UUID) -> Fee:
    """Return a published row with its office or raise Http404."""
    try:
        return Fee.objects.select_related("office").get(public_id=public_id)
    except Fee.DoesNotExist:
        raise Http404 from None


def get_batch(actor: Actor, public_id: UUID) -> Batch:
    """Return a proposal, for the national staff alone, or raise Http404."""
    if actor.kind != "national":
        raise Http404
    try:
        return Batch.objects.select_related("proposed_by", "decided_by").get(public_id=public_id)
    except Batch.DoesNotExist:
        raise Http404 from None


def get_own_batch(actor: Actor, public_id: UUID) -> Batch:
    """Return a proposal that `actor` prepared, or raise Http404."""
    batch = get_batch(actor, public_id)
    if batch.proposed_by_id != actor.user_id:
        raise Http404
    return batch
