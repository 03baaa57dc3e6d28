"""Invitations: the only way in for staff, experts and administrators."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import StaffRole


class Invitation(models.Model):
    """An offer of roles at a center (or of a seat at an enterprise) to an e-mail address.

    Only the SHA-256 of the token is kept. Grants of national and administrator roles need a second person's
    confirmation (`confirmed_by`) before they can be accepted.
    """

    id = models.BigAutoField(primary_key=True)
    center = models.ForeignKey("tenancy.Center", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey("accounts.Enterprise", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_to_one_place",
                condition=Q(center__isnull=False, enterprise__isnull=True) | Q(center__isnull=True, enterprise__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_role_known",
                condition=Q(center__isnull=False, role__in=StaffRole.values)
                | Q(enterprise__isnull=False, role__in=["owner", "member", "readonly", "agent"]),
            ),
            models.CheckConstraint(
                name="invitation_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("invited_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["center", "-id"], name="invitation_center"),
            models.Index(fields=["enterprise", "-id"], name="invitation_enterprise"),
        ]
