"""Who goes to a fair for whom: a center's delegation, its training beforehand, and the people on duty."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.choices import DelegationState, PostKind, PostRole, PostState
from exhibitions.fairs.models.fairs import FairEdition
from portal.uuid7 import uuid7


class Delegation(models.Model):
    """What one center organises at one edition (参展团). Firms of any place may sign up until `sign_up_until` (inclusive)."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    edition = models.ForeignKey(FairEdition, on_delete=models.PROTECT, related_name="delegations")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the delegation"), max_length=120)
    brief = models.TextField(_("what firms should know"), max_length=3000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=DelegationState.choices, default=DelegationState.OPEN)
    takes_sign_ups = models.BooleanField(_("firms may sign up here"), default=True)
    sign_up_until = models.DateField(_("sign up until"), null=True, blank=True)
    contact_name = models.CharField(_("contact"), max_length=80)
    contact_phone = models.CharField(_("phone"), max_length=40)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    desk_place = models.CharField(_("where our desk stands"), max_length=120, blank=True)
    row_version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="delegation_state_known", condition=Q(state__in=DelegationState.values)),
            models.UniqueConstraint(name="delegation_of_center", fields=["id", "center"]),
            models.UniqueConstraint(
                name="delegation_one_each", fields=["edition", "center"], condition=~Q(state="cancelled")
            ),
        ]
        indexes = [models.Index(fields=["center", "-id"], name="delegation_by_center")]

    def __str__(self) -> str:
        return self.name


class Training(models.Model):
    """An event at which the firms of a delegation are prepared. Events know nothing of fairs: the delegation points at them."""

    id = models.BigAutoField(primary_key=True)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="trainings")
    event = models.ForeignKey("events.Event", on_delete=models.CASCADE, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="training_once", fields=["delegation", "event"])]
        indexes = [
            models.Index(fields=["delegation", "center"], name="training_tenant"),
            models.Index(fields=["event", "center"], name="training_event"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation_id} {self.event_id}"


class Post(models.Model):
    """A person on duty for a delegation between two days (inclusive): staff of the center, or an expert of a bank.

    An expert's post waits until they declare that no participant is a conflict; only an active one opens the delegation
    to them, until `ends_on` or `ended_at`, whichever comes first (row-level security asks this table). One who works
    abroad needs a recorded approval (数据安全法 36, PIPL 38-40).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="posts")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=6, choices=PostKind.choices)
    role = models.CharField(_("role"), max_length=8, choices=PostRole.choices)
    state = models.CharField(_("state"), max_length=8, choices=PostState.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey("experts.Expert", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(_("phone at the fair"), max_length=40, blank=True)
    starts_on = models.DateField(_("on duty from"))
    ends_on = models.DateField(_("on duty until"))
    # The names that the expert declares on, as they stood when asked: all that a proposal shows.
    disclosed = models.JSONField(default=list, blank=True)
    declaration = models.TextField(_("declaration"), max_length=2000, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    cross_border_basis = models.CharField(_("approval for sending material abroad"), max_length=300, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="post_kind_known", condition=Q(kind__in=PostKind.values)),
            models.CheckConstraint(name="post_role_known", condition=Q(role__in=PostRole.values)),
            models.CheckConstraint(name="post_state_known", condition=Q(state__in=PostState.values)),
            models.CheckConstraint(name="post_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="post_expert_named",
                condition=Q(kind="staff", expert__isnull=True) | Q(kind="expert", expert__isnull=False),
            ),
            models.CheckConstraint(
                name="post_expert_declared",
                condition=~Q(kind="expert", state="active") | Q(declared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="post_ended_whole", condition=Q(state="ended", ended_at__isnull=False) | ~Q(state="ended") & Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="post_once", fields=["delegation", "user"], condition=Q(state__in=["proposed", "active"])
            ),
            models.UniqueConstraint(name="post_of_center", fields=["id", "center"]),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["delegation", "center"], name="post_tenant"),
            models.Index(fields=["center", "-id"], name="post_by_center"),
            models.Index(fields=["user", "state", "ends_on"], name="post_open"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id}"
