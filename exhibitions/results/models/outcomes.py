"""How an incident ended, and what it cost."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.models import Incident
from exhibitions.results.choices import Result, Showing, SumKind
from portal.uuid7 import uuid7


class Outcome(models.Model):
    """How an incident ended (处置结果). It changes until the incident is finished, and again when that is opened again.

    `is_proposed`: the center offers the lesson to the nation's editors; it stands without names then.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="outcome")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("how it ended"), max_length=9, choices=Result.choices)
    agreed = models.TextField(_("what was agreed or decided"), max_length=3000)
    showing = models.CharField(_("the product from now on"), max_length=7, choices=Showing.choices)
    lesson = models.TextField(_("lesson"), max_length=2000, blank=True)
    is_proposed = models.BooleanField(_("offer the lesson to the nation's editors"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="outcome_result_known", condition=Q(result__in=Result.values)),
            models.CheckConstraint(name="outcome_showing_known", condition=Q(showing__in=Showing.values)),
            models.CheckConstraint(name="outcome_in_words", condition=~Q(agreed="")),
            models.CheckConstraint(name="outcome_proposes_words", condition=Q(is_proposed=False) | ~Q(lesson="")),
            models.UniqueConstraint(name="outcome_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["incident", "center"], name="outcome_tenant"),
            models.Index(fields=["center", "-id"], name="outcome_by_center"),
            models.Index(fields=["-changed_at"], name="outcome_proposed", condition=Q(is_proposed=True)),
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.public_id}"


class Sum(models.Model):
    """An amount of an outcome in its own currency (ISO 4217). A loss avoided says how it was reckoned (`basis`)."""

    id = models.BigAutoField(primary_key=True)
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="sums")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what it is"), max_length=8, choices=SumKind.choices)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)
    basis = models.CharField(_("how it was reckoned"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sum_kind_known", condition=Q(kind__in=SumKind.values)),
            models.CheckConstraint(name="sum_is_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="sum_has_currency", condition=Q(currency__regex="^[A-Z]{3}$")),
            # Never a loss avoided without how it was reckoned.
            models.CheckConstraint(name="sum_averted_reckoned", condition=~Q(kind="averted") | ~Q(basis="")),
        ]
        indexes = [
            models.Index(fields=["outcome", "center"], name="sum_tenant"),
            models.Index(fields=["center", "-id"], name="sum_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency} {self.amount}"
