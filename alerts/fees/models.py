"""Offices and their fees, as everybody reads them, and the proposals by which they change.

`Office`, `Fee` and `Rate` are shared tables: everybody reads, and only a released proposal writes (triggers in the
migrations). `Batch` and `BatchRow` are what is being prepared, for the national staff alone.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from alerts.fees.choices import Act, Change, Charge, Counted, Kind, Right, State, Tier, Unit
from portal.reference.countries import country_name
from portal.reference.money import Money
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Days(Func):
    """The days from `valid_from` to `valid_to`, both included; an absent end is open."""

    function = "daterange"
    output_field = DateRangeField()


DAYS = Days(F("valid_from"), F("valid_to"), Value("[]"))
ORDERED_DAYS = Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))


class Batch(models.Model):
    """A proposal: rows of an imported file, or one row entered by hand.

    `draft`: its maker looks at the preview. `proposed`: it waits, unchanged, for somebody else. `released`: its rows
    stand in the public tables. Nobody decides on a proposal of their own (constraint and trigger).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=120)
    file_name = models.CharField(max_length=120, blank=True)
    counts = models.JSONField(default=dict)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_batch_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="fee_batch_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="fee_batch_decided_by_another",
                condition=~Q(state__in=[State.RELEASED, State.RETURNED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BatchRow(models.Model):
    """One line of a proposal: the values of the public table's row, and what they do to what stands.

    `was` holds the amount and the last day of the row that this one replaces, corrects or ends, as the preview shows
    them; `replaces` is that row.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices)
    data = models.JSONField(default=dict)
    replaces = models.BigIntegerField(null=True, blank=True)
    was = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_row_change_known", condition=Q(change__in=Change.values)),
            models.UniqueConstraint(name="fee_row_once", fields=["batch", "line"]),
        ]
        # What the guard of the public rows looks for, once per row that is written (fee_bound_guard).
        indexes = [
            models.Index("replaces", condition=Q(replaces__isnull=False), name="fee_row_replaces"),
            models.Index("batch", KeyTextTransform("code", "data"), name="fee_row_code"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class Office(models.Model):
    """An office (or court) that asks fees. `country` is a code of portal.reference.countries, organisations included."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=16, unique=True)
    country = models.CharField(_("country (region)"), max_length=2)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=160)
    currency = models.CharField(_("currency"), max_length=3)
    source_url = models.URLField(_("page of its fees"), max_length=500)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_office_code_shape", condition=Q(code__regex=r"^[A-Z][A-Z0-9-]{1,15}$"))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return pick(self.name_zh, self.name_en)

    @property
    def place(self) -> str:
        """The country (region) in the reader's language."""
        return country_name(self.country)


class Fee(models.Model):
    """What an office asks for one thing during some days.

    Key: office, right, code, tier, year. `year` is the year of an annuity or the number of a renewal, 0 where there is
    none; `period` the years that are paid for. `unit_from` to `unit_to` are the units the amount is asked for (classes 3
    and up, claims 11 and up). An absent `valid_from` means that the source does not say since when. `is_void` marks a row
    that was published in error; it stays to be seen in the history.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="fees")
    country = models.CharField(max_length=2)
    right = models.CharField(max_length=14, choices=Right.choices)
    act = models.CharField(max_length=12, choices=Act.choices)
    code = models.CharField(max_length=60)
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    year = models.PositiveSmallIntegerField(default=0)
    period = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=14, choices=Unit.choices, default=Unit.CASE)
    unit_from = models.PositiveSmallIntegerField(default=1)
    unit_to = models.PositiveSmallIntegerField(null=True, blank=True)
    charge = models.CharField(max_length=4, choices=Charge.choices, default=Charge.EACH)
    counted = models.CharField(max_length=6, choices=Counted.choices, default=Counted.ALWAYS)
    refers_to = models.CharField(max_length=200, blank=True)
    is_discount = models.BooleanField(default=False)
    amount = models.DecimalField(max_digits=16, decimal_places=3)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    label = models.CharField(max_length=300)
    label_zh = models.CharField(max_length=200)
    label_en = models.CharField(max_length=300, blank=True)
    note_zh = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=500, blank=True)
    source_title = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500)
    read_on = models.DateField()
    is_void = models.BooleanField(default=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    # The order of every list: office, right, act, code, unit, year, tier, first day.
    place = models.CharField(max_length=200, db_collation="C")

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_right_known", condition=Q(right__in=Right.values)),
            models.CheckConstraint(name="fee_act_known", condition=Q(act__in=Act.values)),
            models.CheckConstraint(name="fee_tier_known", condition=Q(tier__in=Tier.values)),
            models.CheckConstraint(name="fee_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(name="fee_charge_known", condition=Q(charge__in=Charge.values)),
            models.CheckConstraint(name="fee_counted_known", condition=Q(counted__in=Counted.values)),
            models.CheckConstraint(name="fee_amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="fee_days_ordered", condition=ORDERED_DAYS),
            models.CheckConstraint(
                name="fee_units_ordered",
                condition=Q(unit_from__gte=1) & (Q(unit_to__isnull=True) | Q(unit_to__gte=F("unit_from"))),
            ),
            models.CheckConstraint(name="fee_with_something", condition=~Q(counted=Counted.WITH) | ~Q(refers_to="")),
            ExclusionConstraint(
                name="fee_one_amount_a_day",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("right", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    ("year", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(is_void=False),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "id"], name="fee_place"),
            models.Index(fields=["country", "place", "id"], name="fee_country"),
            models.Index(fields=["valid_from", "id"], name="fee_valid_from"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What is paid for, in the reader's language."""
        return pick(self.label_zh, self.label_en or self.label)

    @property
    def note(self) -> str:
        """The condition, in the reader's language."""
        return pick(self.note_zh, self.note_en)

    @property
    def refers(self) -> list[str]:
        """The codes that this row replaces when chosen, or goes with."""
        return self.refers_to.split()

    @property
    def money(self) -> Money:
        """The amount with its currency; a discount is negative."""
        return Money.of(-self.amount if self.is_discount else self.amount, self.currency)

    @property
    def source_site(self) -> str:
        """The site of its source, as short as people know it: uspto.gov."""
        return (urlsplit(self.source_url).hostname or "").removeprefix("www.")

    def holds_on(self, day: dt.date) -> bool:
        """Say whether the row is in force on a day."""
        return (
            not self.is_void
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


class Rate(models.Model):
    """CNY for one unit of a currency during some days, where no published rate serves or an editor knows a better one."""

    id = models.BigAutoField(primary_key=True)
    currency = models.CharField(_("currency"), max_length=3)
    value = models.DecimalField(_("CNY for one unit"), max_digits=18, decimal_places=8)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"))
    source_title = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address of the source"), max_length=500)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="fee_rate_positive", condition=Q(value__gt=0)),
            models.CheckConstraint(name="fee_rate_days_ordered", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="fee_rate_foreign", condition=~Q(currency="CNY")),
            ExclusionConstraint(
                name="fee_one_rate_a_day",
                expressions=[("currency", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.value}"
