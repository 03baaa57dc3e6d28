"""Invitations: the only way in for staff, experts and administrators."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.models import ADMIN_ROLES, NATIONAL_ROLES, StaffRole

# Roles that one person alone cannot give (三员分立): one proposes, another confirms.
TWO_PERSON_ROLES = NATIONAL_ROLES | ADMIN_ROLES


class Invitation(models.Model):
    """An offer of roles at a center (or of a seat at an enterprise) to an e-mail address.

    Only the SHA-256 of the token is kept. Grants of national and administrator roles need a second person's
    confirmation (`confirmed_by`) before they can be accepted.
    """

    id = models.BigAutoField(primary_key=True)
    center = models.ForeignKey("tenancy.Center", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey(
        "accounts.Enterprise", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # An administrator's of the day the portal is installed, made on the server (manage.py first_administrators) because
    # nobody is there yet to propose and confirm it. It works only while nobody holds the role.
    founding = models.BooleanField(default=False, editable=False)
    # A supervisor's seat: a national coordinator confirms what a center offers, another one or a system administrator what
    # a coordinator offers. Set by the database (invitation_guard).
    second_person = models.BooleanField(default=False, editable=False)
    # Why a national or administrator role is proposed, for the person who confirms it.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Agents only: their firm, the power of attorney and the last day of the authorisation.
    organisation = models.CharField(_("law firm or agency"), max_length=200, blank=True)
    power_of_attorney = models.CharField(_("power of attorney"), max_length=200, blank=True)
    ends_on = models.DateField(_("authorised until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_to_one_place",
                condition=Q(center__isnull=False, enterprise__isnull=True)
                | Q(center__isnull=True, enterprise__isnull=False),
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
            models.CheckConstraint(
                name="invitation_founding_administrator",
                condition=Q(founding=False)
                | Q(role__in=sorted(ADMIN_ROLES), invited_by__isnull=True, confirmed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_agent_has_end",
                condition=~Q(role="agent") | Q(ends_on__isnull=False) & ~Q(power_of_attorney=""),
            ),
        ]
        indexes = [
            models.Index(fields=["center", "-id"], name="invitation_center"),
            models.Index(fields=["enterprise", "-id"], name="invitation_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.role}"

    @property
    def needs_confirmation(self) -> bool:
        """True when a second person must confirm this invitation before it is sent."""
        delicate = self.role in TWO_PERSON_ROLES or self.second_person
        return self.center_id is not None and delicate and not self.founding

    @property
    def is_open(self) -> bool:
        """True while it can still be accepted (or confirmed)."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
