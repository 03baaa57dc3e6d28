"""What a firm says of its participation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.models import Participant
from portal.uuid7 import uuid7


class Feedback(models.Model):
    """What one firm says of one fair, once: after its last day, and until the delegation's report is released.

    Its center reads it; the nation learns means of at least LEAST_ANSWERS answers once it is over (`results_ratings`).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="feedback")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    preparation = models.PositiveSmallIntegerField(_("preparation before the fair"))
    desk = models.PositiveSmallIntegerField(_("help of the desk"))
    experts = models.PositiveSmallIntegerField(_("help of the experts"), null=True, blank=True)
    material = models.PositiveSmallIntegerField(_("material and booth pack"))
    happened = models.TextField(_("what happened at your booth"), max_length=2000, blank=True)
    hindered = models.TextField(_("deals or orders that were hindered"), max_length=2000, blank=True)
    wishes = models.TextField(_("what you wish for the next fair"), max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    given_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fairfeedback_on_the_scale",
                condition=Q(preparation__range=(1, 5), desk__range=(1, 5), material__range=(1, 5))
                & (Q(experts__isnull=True) | Q(experts__range=(1, 5))),
            ),
        ]
        indexes = [
            models.Index(fields=["participant", "center"], name="fairfeedback_tenant"),
            models.Index(fields=["center", "-id"], name="fairfeedback_by_center"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Invitation(models.Model):
    """That a firm was asked for its feedback: once. The job of the day after a fair writes it."""

    id = models.BigAutoField(primary_key=True)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["participant", "center"], name="invitation_tenant"),
            models.Index(fields=["center", "-id"], name="invitation_by_center"),
        ]

    def __str__(self) -> str:
        return str(self.participant_id)
