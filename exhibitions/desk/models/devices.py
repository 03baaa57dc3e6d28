"""Phones and tablets that hold data of a fair without a network."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.uuid7 import uuid7


class Device(models.Model):
    """A browser in which one person works for one center's delegations.

    `clock_offset` is what had to be added to its clock at the last contact, in seconds. A revoked one is told to wipe
    itself at its next contact; `wiped_at` is when it said that it did. `unseated_at` is when it first heard that its person has
    no seat at the desk: it is sealed then, and erased after rls.SEALED_DAYS; null again with a seat.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name of the device"), max_length=80)
    clock_offset = models.IntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unseated_at = models.DateTimeField(null=True, blank=True)
    wiped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="device_of_user", fields=["id", "user"]),
            models.CheckConstraint(
                name="device_revoked_whole", condition=Q(revoked_by__isnull=True) | Q(revoked_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["center", "-id"], name="device_by_center"),
            models.Index(fields=["user", "-id"], name="device_by_user"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_revoked(self) -> bool:
        """True when nothing is given to it any more."""
        return self.revoked_at is not None


class DeviceKey(models.Model):
    """The key under which a device keeps its data: 32 bytes. No scope reads this table; `desk_device_key` gives a key to
    the person whose device it is, while it is not revoked."""

    id = models.BigAutoField(primary_key=True)
    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=44)

    class Meta:
        indexes = [models.Index(fields=["device", "user"], name="devicekey_tenant")]

    def __str__(self) -> str:
        return f"key of {self.device_id}"


class Receipt(models.Model):
    """What a change was answered with, so that it counts once however often it is sent. `digest` is SHA-256 of the change."""

    id = models.BigAutoField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    change = models.UUIDField()
    digest = models.CharField(max_length=64)
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="receipt_once", fields=["device", "change"])]
        indexes = [
            models.Index(fields=["device", "user"], name="receipt_tenant"),
            models.Index(fields=["user", "-id"], name="receipt_by_user"),
        ]

    def __str__(self) -> str:
        return str(self.change)
