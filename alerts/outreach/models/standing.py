"""What one person prepares and another releases: the columns that the guard of the database watches (rls.py)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import EndReason, Standing
from portal.uuid7 import uuid7


class Prepared(models.Model):
    """Its contents never change: something else is prepared anew, and released anew."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=Standing.choices, default=Standing.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=10, choices=EndReason.choices, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def constraints(prefix: str) -> list[models.BaseConstraint]:
        """Give the CHECKs that every such table repeats."""
        return [
            models.CheckConstraint(name=f"{prefix}_state_known", condition=Q(state__in=Standing.values)),
            models.CheckConstraint(name=f"{prefix}_by_another", condition=~Q(decided_by=F("prepared_by"))),
            models.CheckConstraint(
                name=f"{prefix}_released_whole",
                condition=~Q(state__in=["released", "refused", "ended"])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name=f"{prefix}_ended_whole",
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(end_reason="")
                | ~Q(state="ended") & Q(ended_at__isnull=True, end_reason=""),
            ),
        ]
