"""The center's work on a case: supplement requests, transfers, opinions, closing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.case import CaseChild
from portal.uuid7 import uuid7


class SupplementRequest(CaseChild):
    """A list of missing items with one due date. `items` is a list of strings; while it is open the clock stands."""

    items = models.JSONField(default=list)
    due_on = models.DateField(_("due"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=5000)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="supplementrequest_one_open", fields=["case"], condition=Q(answered_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="supplementrequest_tenant")]


class Transfer(CaseChild):
    """A request that another center take the case over (移交). The custodian changes only on acceptance."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the receiving center")
        ACCEPTED = "accepted", _("Taken over")
        RETURNED = "returned", _("Sent back")
        CANCELLED = "cancelled", _("Cancelled")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    from_center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    to_center = models.ForeignKey(
        "tenancy.Center", on_delete=models.PROTECT, related_name="+", verbose_name=_("receiving center")
    )
    reason = models.TextField(_("reason"), max_length=1000)
    # What the receiver sees before taking over: number, applicant, dispute in words. Never evidence.
    synopsis = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=1000)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transfer_one_open", fields=["case"], condition=Q(state="proposed")),
            models.CheckConstraint(
                name="transfer_state_known", condition=Q(state__in=["proposed", "accepted", "returned", "cancelled"])
            ),
            models.CheckConstraint(name="transfer_elsewhere", condition=~Q(from_center=models.F("to_center"))),
        ]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="transfer_tenant"),
            models.Index(fields=["to_center", "state", "-id"], name="transfer_inbox"),
        ]


class Opinion(CaseChild):
    """A version of the guidance opinion (指导意见书).

    Drafts may be rewritten; a submitted one waits for the supervisor; a countersigned one is frozen with its hash
    (a trigger refuses every later change). `options` is a list of {title, cost, currency, duration, comment}.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for countersignature")
        RETURNED = "returned", _("Sent back to the author")
        COUNTERSIGNED = "countersigned", _("Countersigned")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(_("version"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    facts = models.TextField(_("facts"), max_length=20000, blank=True)
    analysis = models.TextField(_("analysis"), max_length=20000, blank=True)
    options = models.JSONField(_("options"), default=list, blank=True)
    risks = models.TextField(_("risks"), max_length=10000, blank=True)
    recommendation = models.TextField(_("recommendation"), max_length=10000, blank=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.DRAFT)
    row_version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField(blank=True, max_length=2000)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="opinion_version_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="opinion_state_known", condition=Q(state__in=["draft", "submitted", "returned", "countersigned"])
            ),
            models.CheckConstraint(
                name="opinion_frozen_has_hash", condition=~Q(state="countersigned") | ~Q(content_hash="")
            ),
            models.CheckConstraint(
                name="opinion_four_eyes",
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=models.F("author")),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="opinion_tenant"),
            # What a supervisor has to countersign.
            models.Index(fields=["center", "case"], name="opinion_waiting", condition=Q(state="submitted")),
        ]


class Closing(CaseChild):
    """How a case ended. One per closing: reopening keeps the earlier ones. `hours` is the time spent."""

    outcome = models.CharField(_("outcome"), max_length=20, choices=choices.Outcome.choices)
    summary = models.TextField(_("result in words"), max_length=5000)
    recovered = models.DecimalField(
        _("loss recovered or avoided"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    recovered_currency = models.CharField(_("currency"), max_length=3, blank=True)
    recovered_cny = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    recovered_rate_on = models.DateField(null=True, blank=True)
    hours = models.DecimalField(_("hours spent"), max_digits=7, decimal_places=1, null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="closing_outcome_known", condition=Q(outcome__in=choices.Outcome.values)),
            models.CheckConstraint(
                name="closing_money_has_currency", condition=Q(recovered__isnull=True) | ~Q(recovered_currency="")
            ),
        ]
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="closing_tenant")]
