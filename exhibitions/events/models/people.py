"""Who signed up, who came, and what they thought of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from exhibitions.events.choices import ITEMS, CheckIn, Language, Place, Via
from exhibitions.events.models.events import Event

# Sign-ups that count as “signed up already” for an address.
STANDING = (Place.PENDING, Place.CONFIRMED, Place.WAITING, Place.WALKIN)


class SignUp(models.Model):
    """One person for one event.

    What opens the person's own page is a `SignUpKey`; `ticket` is what the QR code at the door carries and opens nothing but
    the check-in of the center's staff. `email` is empty only for who walked in. `seated_at` is
    when a seat was given; `reminded` the nearest reminder that went out, in days. `province` is a GB/T 2260 code.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="signups")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    enterprise = models.ForeignKey("accounts.Enterprise", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    organisation = models.CharField(_("firm or organisation"), max_length=200, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    province = models.CharField(_("province"), max_length=6, blank=True)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.ZH)
    via = models.CharField(max_length=8, choices=Via.choices)
    state = models.CharField(_("state"), max_length=9, choices=Place.choices, default=Place.PENDING)
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True)
    seated_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    check_in_by = models.CharField(max_length=6, choices=CheckIn.choices, blank=True)
    reminded = models.PositiveSmallIntegerField(null=True)
    passed_at = models.DateTimeField(null=True)
    gave_feedback = models.BooleanField(default=False, db_default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "event", name="signup_once", condition=~Q(email="") & Q(state__in=STANDING)
            ),
            models.CheckConstraint(name="signup_state_known", condition=Q(state__in=Place.values)),
            models.CheckConstraint(name="signup_via_known", condition=Q(via__in=Via.values)),
            models.CheckConstraint(name="signup_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(
                name="signup_times_told",
                condition=(~Q(state="confirmed") | Q(seated_at__isnull=False))
                & (~Q(state="waiting") | Q(queued_at__isnull=False))
                & (~Q(state="cancelled") | Q(cancelled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="signup_came_with_place",
                condition=Q(checked_in_at__isnull=True, check_in_by="")
                | Q(
                    checked_in_at__isnull=False,
                    state__in=["confirmed", "walkin"],
                    check_in_by__in=["code", "list", "online"],
                ),
            ),
            models.CheckConstraint(
                name="signup_after_coming",
                condition=Q(checked_in_at__isnull=False) | Q(passed_at__isnull=True, gave_feedback=False),
            ),
            models.UniqueConstraint(name="signup_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["event", "id"], name="signup_of_event"),
            models.Index(fields=["event", "queued_at", "id"], name="signup_queue", condition=Q(state="waiting")),
            models.Index(fields=["user", "-id"], name="signup_of_user", condition=Q(user__isnull=False)),
            models.Index(Lower("email"), name="signup_by_address"),
            models.Index(fields=["created_at"], name="signup_unconfirmed", condition=Q(state="pending")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def came(self) -> bool:
        """True once the person was checked in."""
        return self.checked_in_at is not None


class SignUpKey(models.Model):
    """What mails to one address carry. No log-in reads this table; the functions of sql.py compare.

    Without `asked` it opens the person's own page, one for each sign-up. With it, it confirms what was asked with it: name,
    organisation, phone, province, language as JSON; {} once the sign-up is settled.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="signupkey_own_once", fields=["signup"], condition=Q(asked__isnull=True)),
        ]
        indexes = [models.Index(fields=["signup", "center"], name="signupkey_tenant")]

    def __str__(self) -> str:
        return str(self.pk)


class Feedback(models.Model):
    """What somebody who came thought of an event. It names nobody, and nobody reads the rows (event_feedback does)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    overall = models.PositiveSmallIntegerField()
    content = models.PositiveSmallIntegerField()
    speakers = models.PositiveSmallIntegerField()
    organisation = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1000, blank=True)
    # Whether the sums hold it: set for a whole batch of LEAST_ANSWERS and more at once (event_rate).
    is_counted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_on_the_scale", condition=Q(**{f"{item}__range": (1, 5) for item in ITEMS})
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
