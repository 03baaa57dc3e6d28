"""Consents, drafts with what was replaced in them, and the cards by which published cases are found."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.library.anonymise.identity import What
from alerts.library.choices import LIVE, Decision, End, Manner, State
from alerts.publishing.choices import Right
from alerts.publishing.models import Edition, Item
from cases.choices import Outcome
from cases.models.case import CaseChild
from portal.uuid7 import uuid7


class Consent(CaseChild):
    """What the applicant declared about the library after filing: given or withdrawn. Rows are added, never changed.

    What was declared with the request stays in the case's own columns; the latest row here goes before it.
    """

    given = models.BooleanField()
    version = models.CharField(max_length=20)
    manner = models.CharField(_("how it was declared"), max_length=10, choices=Manner.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="consent_manner_known", condition=Q(manner__in=Manner.values))]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="consent_tenant"),
            models.Index(fields=["case", "-id"], name="consent_latest"),
        ]

    def __str__(self) -> str:
        return f"{'given' if self.given else 'withdrawn'} for {self.case_id}"


class CaseOrigin(CaseChild):
    """From which case a typical case is made, on whose consent, and the texts before anything was replaced.

    Seen by the custodian center alone. `texts` is {name: text} with the names of choices.TEXT_NAMES; it and the
    replacements are erased on `erase_on`. `writers` are all who worked on it; the database keeps that list itself and lets
    none of them approve the item. `replaced` counts by kind what was replaced: all that stays.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    item = models.OneToOneField(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    consent_version = models.CharField(max_length=20)
    consent_at = models.DateTimeField()
    right = models.CharField(_("what the case is about"), max_length=20, choices=Right.choices, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    texts = models.JSONField(default=dict, blank=True)
    writers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    row_version = models.PositiveIntegerField(default=1)
    replaced = models.JSONField(default=dict, blank=True)
    # The revision in which the last look found nothing, and who had it looked at.
    cleared_revision = models.BigIntegerField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="caseorigin_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="caseorigin_end_told",
                condition=Q(state="ended", end__in=End.values) | ~Q(state="ended") & Q(end=""),
            ),
            models.CheckConstraint(name="caseorigin_consent_known", condition=~Q(consent_version="")),
            models.CheckConstraint(name="caseorigin_erased_whole", condition=Q(erased_at__isnull=True) | Q(texts={})),
            models.UniqueConstraint(name="caseorigin_one_live", fields=["case"], condition=Q(state__in=LIVE)),
            # What the replacements refer to.
            models.UniqueConstraint(name="caseorigin_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="caseorigin_tenant"),
            models.Index(fields=["center", "-updated_at", "-id"], name="caseorigin_desk"),
            models.Index(fields=["erase_on"], name="caseorigin_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"origin of {self.item_id}"


class OriginChild(models.Model):
    """A row of an origin; (origin_id, center_id) is one foreign key that follows the case, written in the migration."""

    id = models.BigAutoField(primary_key=True)
    origin = models.ForeignKey(CaseOrigin, on_delete=models.CASCADE)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Replacement(OriginChild):
    """One thing that stands in the texts and what is put in its place: the secret of the draft. `key` is its bare spelling."""

    what = models.CharField(_("what it is"), max_length=12, choices=[(each.value, each.value) for each in What])
    words = models.CharField(_("in the texts"), max_length=300)
    key = models.CharField(max_length=300)
    zh = models.CharField(_("in its place, in Chinese"), max_length=100)
    en = models.CharField(_("in its place, in English"), max_length=100)
    sure = models.BooleanField(default=True)
    own = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.PROPOSED)

    class Meta:
        constraints = [
            models.CheckConstraint(name="replacement_decision_known", condition=Q(decision__in=Decision.values)),
            models.CheckConstraint(name="replacement_what_known", condition=Q(what__in=[each.value for each in What])),
            models.UniqueConstraint(name="replacement_once", fields=["origin", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.origin_id}"


class FalseAlarm(OriginChild):
    """A find that a reviewer, who wrote nothing in the draft, says is not the case's: with the reason."""

    key = models.CharField(max_length=300)
    words = models.CharField(max_length=300)
    reason = models.CharField(_("why this names nobody"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="falsealarm_once", fields=["origin", "key"]),
            models.CheckConstraint(name="falsealarm_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"false alarm of {self.origin_id}"


class Card(models.Model):
    """How a published typical case is found: facets, the pairs of characters of its text, and the terms it is alike by."""

    id = models.BigAutoField(primary_key=True)
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="+")
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="+")
    right = models.CharField(max_length=20, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    ip_kinds = ArrayField(models.CharField(max_length=16), default=list)
    year = models.PositiveSmallIntegerField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    words = models.TextField()
    grams = ArrayField(models.CharField(max_length=40), default=list)
    terms = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        indexes = [
            GinIndex(fields=["grams"], name="card_grams"),
            GinIndex(fields=["terms"], name="card_terms"),
            models.Index(fields=["right", "year"], name="card_facets"),
        ]

    def __str__(self) -> str:
        return f"card of {self.item_id}"


class Term(models.Model):
    """In how many published cases a term stands: rare ones tell more."""

    term = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="term_counted", condition=Q(count__gte=0))]

    def __str__(self) -> str:
        return self.term
