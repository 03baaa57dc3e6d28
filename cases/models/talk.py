"""What is said and done around a case: messages, internal notes, tasks, and the timeline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import CaseChild
from portal.uuid7 import uuid7


class Message(CaseChild):
    """A message between the applicant's side and the handling side."""

    class Side(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        CENTER = "center", _("Center")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    body = models.TextField(_("message"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="message_side_known", condition=Q(side__in=["applicant", "center"]))]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="message_tenant"),
            models.Index(fields=["case", "-id"], name="message_latest"),
        ]


class MessageRead(CaseChild):
    """Until which message a person has read a case's conversation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    last_read = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="messageread_once", fields=["case", "user"])]
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="messageread_tenant")]


class Note(CaseChild):
    """An internal note of the center. No policy opens this table to the applicant's or the expert's scope."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.TextField(_("internal note"), max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="note_tenant")]


class CaseTask(CaseChild):
    """Something the center's staff set themselves to do for a case."""

    title = models.CharField(_("task"), max_length=200)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="casetask_tenant")]


class TimelineEntry(CaseChild):
    """One thing that happened to a case. `payload` holds facts; words are made when it is read (cases.words).

    `audience`: "all" (applicant, center, expert), "handling" (center and expert), "center" (the center alone).
    """

    class Audience(models.TextChoices):
        ALL = "all"
        HANDLING = "handling"
        CENTER = "center"

    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_side = models.CharField(max_length=12, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.ALL)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="timelineentry_audience_known", condition=Q(audience__in=["all", "handling", "center"])
            )
        ]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="timelineentry_tenant"),
            models.Index(fields=["case", "-id"], name="timelineentry_latest"),
        ]
