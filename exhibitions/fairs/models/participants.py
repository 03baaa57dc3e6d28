"""Firms at a booth."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.choices import STANDING, ParticipantState, Source
from exhibitions.fairs.models.delegations import Delegation
from portal.uuid7 import uuid7


class Participant(models.Model):
    """A firm in a delegation, at a booth (展位), whether the portal knows the firm or not.

    `enterprise` is empty until the portal knows the firm's code. A firm sees what it signed up itself; what a center or
    a roster says of it, once a center has seen who acts for it (`Enterprise.proved_at`), as with requests of callers.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="participants")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "accounts.Enterprise", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source = models.CharField(_("source"), max_length=6, choices=Source.choices)
    state = models.CharField(_("state"), max_length=10, choices=ParticipantState.choices)
    name = models.CharField(_("name of the firm"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    hall = models.CharField(_("hall"), max_length=20, blank=True)
    booth = models.CharField(_("booth"), max_length=30, blank=True)
    contact_name = models.CharField(_("contact"), max_length=80)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    markets = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("markets"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    signed_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    row_version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="participant_state_known", condition=Q(state__in=ParticipantState.values)),
            models.CheckConstraint(name="participant_source_known", condition=Q(source__in=Source.values)),
            models.CheckConstraint(
                name="participant_firm_known", condition=~Q(source="firm") | Q(enterprise__isnull=False)
            ),
            models.CheckConstraint(name="participant_refused_why", condition=~Q(state="refused") | ~Q(reason="")),
            models.UniqueConstraint(
                name="participant_once", fields=["delegation", "uscc"], condition=~Q(uscc="") & Q(state="confirmed")
            ),
            # What a firm asks meets no row of the center: the answer would tell who is on its list.
            models.UniqueConstraint(
                name="participant_asked_once", fields=["delegation", "enterprise"], condition=Q(state="asked")
            ),
            models.UniqueConstraint(name="participant_of_center", fields=["id", "center"]),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["delegation", "center"], name="participant_tenant"),
            models.Index(fields=["delegation", "hall", "booth", "id"], name="participant_by_booth"),
            models.Index(fields=["center", "-id"], name="participant_by_center"),
            models.Index(fields=["enterprise", "-id"], name="participant_by_enterprise"),
            # The job that looks for firms which the portal has come to know since.
            models.Index(
                fields=["uscc"], name="participant_unmatched", condition=Q(enterprise__isnull=True) & ~Q(uscc="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Hall and booth in one line; "" when neither is known."""
        return " ".join(part for part in (self.hall, self.booth) if part)

    @property
    def stands(self) -> bool:
        """True while the firm is in the delegation or has asked to be."""
        return self.state in STANDING
