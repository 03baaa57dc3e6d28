"""Who is at the desk when, and what one tells the next."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.models.incidents import Recorded
from exhibitions.fairs.models import Delegation
from portal.uuid7 import uuid7


class Shift(models.Model):
    """A person's hours on duty, at the desk or on call."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="shifts")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    starts_at = models.DateTimeField(_("duty begins"))
    ends_at = models.DateTimeField(_("duty ends"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="shift_in_order", condition=Q(ends_at__gt=F("starts_at")))]
        indexes = [
            models.Index(fields=["delegation", "center"], name="shift_tenant"),
            models.Index(fields=["delegation", "starts_at"], name="shift_by_time"),
            models.Index(fields=["center", "-id"], name="shift_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_at}"


class HandOver(Recorded):
    """What whoever leaves the desk tells whoever comes (交接). Somebody else acknowledges it, once."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="handovers")
    notes = models.TextField(_("what the next should know"), max_length=4000)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="handover_taken_by_another",
                condition=Q(taken_by__isnull=True) | Q(by__isnull=True) | ~Q(taken_by=F("by")),
            ),
            models.CheckConstraint(
                name="handover_taken_whole", condition=Q(taken_by__isnull=True) | Q(taken_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["delegation", "center"], name="handover_tenant"),
            models.Index(fields=["delegation", "-recorded_at"], name="handover_by_time"),
            models.Index(fields=["center", "-id"], name="handover_by_center"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
