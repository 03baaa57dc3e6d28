"""Who subscribed to what, and what was sent to whom (docs/subscriptions.md)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from alerts.publishing.choices import Level
from alerts.publishing.models import Edition
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import TIME_ZONES, EndReason, Frequency, Weekday
from portal.accounts.models import User

HOUR = {"quiet_from", "quiet_to", "digest_hour"}
LISTS = ("kinds", "countries", "industries", "ip_kinds", "tags", "rights", "centers")


class Subscriber(models.Model):
    """One person who is told: an e-mail address, with the account it belongs to where there is one.

    `key` opens the person's page of settings and travels only in mails to the address. Hours are whole hours of
    `time_zone`; quiet hours that begin when they end are none. `ended_at` is when mail ended; the row is erased 30 days
    later. `refused_at` is set while the mail server of the address refuses it, at once (`hard_bounces` in a row) or by a
    report that comes back later (`returned`, and `returned_soft` for a full mailbox and the like; the last one at
    `returned_at`).
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    address = models.CharField(max_length=254)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=10, choices=User.Language.choices, default=User.Language.ZH)
    time_zone = models.CharField(max_length=40, choices=TIME_ZONES, default="Asia/Shanghai")
    quiet_from = models.PositiveSmallIntegerField(default=22)
    quiet_to = models.PositiveSmallIntegerField(default=8)
    digest_hour = models.PositiveSmallIntegerField(default=9)
    digest_weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=8, choices=EndReason.choices, blank=True)
    hard_bounces = models.PositiveSmallIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    returned = models.PositiveSmallIntegerField(default=0, db_default=0)
    returned_soft = models.PositiveSmallIntegerField(default=0, db_default=0)
    returned_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("address"), name="subscriber_once"),
            models.CheckConstraint(
                name="subscriber_hours",
                condition=Q(**{f"{name}__lte": 23 for name in HOUR}) & Q(digest_weekday__range=(1, 7)),
            ),
            models.CheckConstraint(
                name="subscriber_zone_known", condition=Q(time_zone__in=[code for code, _name in TIME_ZONES])
            ),
            models.CheckConstraint(name="subscriber_language_known", condition=Q(language__in=User.Language.values)),
            models.CheckConstraint(
                name="subscriber_end_told",
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, end_reason__in=EndReason.values),
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at"], name="subscriber_ended", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["returned_at"], name="subscriber_returned", condition=Q(returned_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


def _words() -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(models.TextField(), default=list, blank=True)


class Wish(models.Model):
    """One filter of a person (alerts.subscriptions.asked.Asked in columns) and how often it brings mail.

    It brings none before `confirmed_at`: with an address alone, only the link in the mail confirms it. `key` is what that
    link carries, signed.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="wishes")
    frequency = models.CharField(max_length=6, choices=Frequency.choices)
    kinds = _words()
    countries = _words()
    industries = _words()
    ip_kinds = _words()
    tags = _words()
    rights = _words()
    # Codes of centers whose local items are wanted, too.
    centers = ArrayField(models.TextField(), default=list, db_default=[], blank=True)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="wish_frequency_known", condition=Q(frequency__in=Frequency.values)),
            models.CheckConstraint(name="wish_level_known", condition=Q(level__in=["", *Level.values])),
            models.CheckConstraint(
                name="wish_lists_short", condition=Q(**{f"{name}__len__lte": 300 for name in LISTS})
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def wanted(self) -> Asked:
        """The filter."""
        return Asked(**{name: tuple(getattr(self, name)) for name in LISTS}, level=self.level)


class Dispatch(models.Model):
    """One event that people are told of: an edition came out, or was retracted. At most one each.

    `is_local`: it came out on its center's site alone, and those are told who asked for that center. When the nation takes it
    over, everybody else is, by a dispatch of its own.
    """

    id = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    is_retraction = models.BooleanField(default=False)
    is_local = models.BooleanField(default=False, db_default=False)
    # How many people were to be told when it was spread.
    people = models.PositiveIntegerField(default=0)
    # How many mails of it were delivered, taken over before the deliveries are forgotten (services.tidying).
    mailed = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="dispatch_once", fields=["edition", "is_retraction", "is_local"])]
        indexes = [models.Index(fields=["-created_at", "-id"], name="dispatch_newest")]

    def __str__(self) -> str:
        return f"{self.edition_id}{' retracted' if self.is_retraction else ''}"


class Portion(models.Model):
    """One event for one person, whatever number of their filters match: the unique key holds that.

    `due_at` is when mail may be sent; `event` the work of the outbox under which it was handed on, empty while it waits.
    All portions of a person under one event are one mail.
    """

    id = models.BigAutoField(primary_key=True)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="portions")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.UUIDField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="portion_once", fields=["subscriber", "dispatch"])]
        indexes = [models.Index(fields=["due_at"], name="portion_waiting", condition=Q(event__isnull=True))]

    def __str__(self) -> str:
        return f"{self.dispatch_id} for {self.subscriber_id}"
