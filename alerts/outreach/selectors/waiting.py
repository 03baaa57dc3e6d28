"""How much waits for a person in this room, each asked with one query."""

from __future__ import annotations

from django.utils import timezone

from alerts.outreach.choices import Standing
from alerts.outreach.models import Contact, Feature, Recipient
from portal.accounts.actors import Actor


def recipients_to_release(actor: Actor) -> int:
    """Count the entries that wait for somebody else than who prepared them."""
    return Recipient.objects.filter(state=Standing.PREPARED).exclude(prepared_by_id=actor.own_user_id).count()


def features_to_release(actor: Actor) -> int:
    """Count what waits to be shown on the home page, prepared by somebody else."""
    return Feature.objects.filter(state=Standing.PREPARED).exclude(prepared_by_id=actor.own_user_id).count()


def own_follow_ups(actor: Actor) -> int:
    """Count what the actor noted to be followed up by today and is not done."""
    noted = Contact.objects.filter(by_id=actor.own_user_id, center_id=actor.own_center_id)
    return noted.filter(follow_up_on__lte=timezone.localdate(), done_on__isnull=True).count()
