"""Ending an administrator's seat, which takes two people as giving it does."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import ADMIN_ROLES, StaffRole


class SeatEnding(models.Model):
    """A request to end the seat of a system, security or audit administrator.

    `seat_id` is the Membership's, which is gone once the request is done. With `stops` the seat opens nothing from the
    first person's word on, until the request is decided or runs out (`Membership.stopped_until`). Rows are written by
    functions of the database alone.
    """

    id = models.BigAutoField(primary_key=True)
    seat_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=12, choices=StaffRole.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    stops = models.BooleanField(default=False)
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
                name="seatending_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user")),
            ),
            models.CheckConstraint(name="seatending_not_own", condition=~Q(asked_by=F("user"))),
            models.CheckConstraint(name="seatending_administrators", condition=Q(role__in=sorted(ADMIN_ROLES))),
            models.CheckConstraint(
                name="seatending_one_end", condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="seatending_one_open", fields=["seat_id"], condition=Q(done_at=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.role} of {self.user_id}"

    @property
    def is_open(self) -> bool:
        """True while a second person can still confirm it."""
        return self.done_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
