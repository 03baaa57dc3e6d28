"""Doing things later: the outbox, its deliveries, and what a person sees under the bell (docs/notices.md)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.uuid7 import uuid7


class OutboxEvent(models.Model):
    """Work to be done after the transaction that wrote it.

    The relay claims it under a lease and hands its id to Celery; a lease that runs out is offered again, whatever
    the broker remembers. After three attempts it stands in quarantine until a person requeues it.

    `available_at` is when the relay may take it (again); while leased, that is the end of the lease. `lease_until` is
    empty while the event waits in the broker and set while a worker holds it. `attempts` counts workers' starts and is
    the fence: only the latest attempt may finish the event.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        LEASED = "leased", _("In work")
        DONE = "done", _("Done")
        QUARANTINED = "quarantined", _("In quarantine")
        DISCARDED = "discarded", _("Discarded")

    class Queue(models.TextChoices):
        BELL = "bell", _("Notices")
        PAPER = "paper", _("Documents")
        FEED = "feed", _("Roll-ups and feeds")
        BULK = "bulk", _("Mail to many")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    topic = models.CharField(max_length=60)
    queue = models.CharField(max_length=8, choices=Queue.choices, default=Queue.BELL)
    payload = models.JSONField(default=dict)
    center_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outbox_state_known",
                condition=Q(state__in=["pending", "leased", "done", "quarantined", "discarded"]),
            ),
            models.CheckConstraint(name="outbox_queue_known", condition=Q(queue__in=["bell", "paper", "feed", "bulk"])),
        ]
        indexes = [
            # What the relay sweeps, queue by queue: small however many events are done.
            models.Index(
                fields=["queue", "available_at", "id"], name="outbox_due", condition=Q(state__in=["pending", "leased"])
            ),
            models.Index(fields=["id"], name="outbox_quarantine", condition=Q(state="quarantined")),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"


class Delivery(models.Model):
    """One message to one recipient over one channel, at most once per event."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Not wanted")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    # User id as text, or an address for people without an account.
    recipient = models.CharField(max_length=254)
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_ref = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="delivery_once", fields=["event", "recipient", "channel"])]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Notice(models.Model):
    """What stands under a person's bell. `template` and `context` become words in the reader's language."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(OutboxEvent, null=True, on_delete=models.SET_NULL, related_name="+")
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    # Path of the page it speaks of, and the seat from which that page opens.
    link = models.CharField(max_length=300, blank=True)
    seat = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="notice_once", fields=["event", "user"])]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class NoticePreference(models.Model):
    """Which channels a person wants for which topics; absent means the topic's default."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences")
    topic = models.CharField(max_length=60)
    channel = models.CharField(max_length=10)
    wanted = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="noticepreference_once", fields=["user", "topic", "channel"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic} {self.channel}"


class ScheduledJob(models.Model):
    """When a periodic job was last put into the outbox; its row lock lets several schedulers run."""

    name = models.CharField(max_length=60, primary_key=True)
    last_run_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
