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


class ReturnedMail(models.Model):
    """One mail of the bounce mailbox and what it was taken for. No address and no text of it is kept.

    A report about a delivery counts once. Everything else was set aside and changed nothing. `uid` names the mail in its
    folder as long as the folder keeps its `uid_validity` (RFC 3501 2.3.1.1).
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("The address does not exist or takes no mail")
        TRANSIENT = "transient", _("Given up after trying for days (mailbox full, server away)")
        MESSAGE = "message", _("The mail itself was refused (filter, size)")
        DELAYED = "delayed", _("Delays and receipts: nothing failed")
        AUTOMATIC = "automatic", _("Automatic replies, such as out of office")
        OTHER = "other", _("Other mail, without a report")
        UNSIGNED = "unsigned", _("Reports to no address of ours")
        FORGED = "forged", _("Reports with a wrong signature")
        UNREADABLE = "unreadable", _("Reports that cannot be read")
        HUGE = "huge", _("Mail that is too large")
        UNKNOWN = "unknown", _("Reports about a mail that is no longer on record")
        REPEATED = "repeated", _("Reports that came again")

    # Reports that say of one delivery that it did not arrive.
    FINAL = (Kind.PERMANENT, Kind.TRANSIENT, Kind.MESSAGE)

    id = models.BigAutoField(primary_key=True)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # The enhanced status code of RFC 3463, such as 5.1.1.
    status = models.CharField(max_length=9, blank=True)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="returnedmail_once", fields=["uid_validity", "uid"]),
            models.UniqueConstraint(
                name="returnedmail_counts_once",
                fields=["delivery"],
                condition=Q(kind__in=["permanent", "transient", "message"]),
            ),
            models.CheckConstraint(
                name="returnedmail_kind_known",
                condition=Q(
                    kind__in=[
                        *("permanent", "transient", "message", "delayed", "automatic", "other"),
                        *("unsigned", "forged", "unreadable", "huge", "unknown", "repeated"),
                    ]
                ),
            ),
        ]
        indexes = [models.Index(fields=["read_at"], name="returnedmail_read")]

    def __str__(self) -> str:
        return f"{self.kind} {self.status}".strip()


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
