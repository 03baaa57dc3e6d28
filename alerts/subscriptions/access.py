"""Gates of the delivery figures. A person's own subscription is opened by its key (links.py, selectors.people)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from alerts.publishing.models import Edition


def get_published(public_id: UUID) -> Edition:
    """Return the present edition of a published item or raise Http404."""
    try:
        return Edition.objects.get(public_id=public_id, is_current=True)
    except Edition.DoesNotExist:
        raise Http404 from None
