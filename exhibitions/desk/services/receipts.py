"""Receipts of changes: kept while a device may still send the change again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from exhibitions.desk.models import Receipt

TOPIC_TIDY = "desk.tidy"
# A desk is worked until 30 days after a fair (access.DAYS_AFTER); a device that was silent for longer sends nothing twice.
DAYS = 90
AT_ONCE = 5_000


def receipts_tidy() -> int:
    """Delete receipts older than DAYS, AT_ONCE in a run; return how many. Needs the system scope.

    A change that comes after its receipt has gone is judged anew: a new record meets its own id and is refused, a changed
    field is compared with what stands. Nothing is written twice.
    """
    old = Receipt.objects.filter(created_at__lt=timezone.now() - timedelta(days=DAYS)).order_by("pk")
    return Receipt.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
