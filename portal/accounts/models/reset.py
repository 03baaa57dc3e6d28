"""Taking second factors away from somebody who lost theirs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecondFactorReset(models.Model):
    """A request to remove a person's second factors, because the device is lost.

    `confirmed_by` is the second person; None on a done request means that the person's own supervisor answered for it,
    whom one signature suffices for local staff. Rows are written by functions of the database alone; what a scope may
    change is `withdrawn_at`.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="secondfactorreset_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user")),
            ),
            models.CheckConstraint(name="secondfactorreset_not_own", condition=~Q(asked_by=F("user"))),
            models.CheckConstraint(
                name="secondfactorreset_one_end", condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="secondfactorreset_one_open", fields=["user"], condition=Q(done_at=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"

    @property
    def is_open(self) -> bool:
        """True while a second person can still confirm it."""
        return self.done_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
