"""What the desks need beside the cases: number counters, saved views, and the board's roll-ups."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Counter(models.Model):
    """The last number given out by a center in a year for one series (case, letter). Read through `next_number()`."""

    id = models.BigAutoField(primary_key=True)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="counter_once", fields=["center", "series", "year"])]

    def __str__(self) -> str:
        return f"{self.series} {self.center_id}/{self.year}: {self.last}"


class SavedView(models.Model):
    """A person's named filter of the work list; `query` is the query string of the list's address."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="savedview_once", fields=["user", "name"])]

    def __str__(self) -> str:
        return self.name


# The dimension of the row that says when a center was counted; it counts nothing itself.
COUNTED = "counted"


class CaseRollup(models.Model):
    """Counts for the board, renewed at most every 60 s: one row per center, dimension and value.

    `dimension` is state, country, month (`YYYY-MM` of filing), level or COUNTED. `overdue` counts open cases whose due day has
    passed, `recovered_cny` sums the losses recovered. Marginal sums only: the full cross product would be as long as
    the table of cases.
    """

    id = models.BigAutoField(primary_key=True)
    center = models.ForeignKey("tenancy.Center", on_delete=models.CASCADE, related_name="+")
    dimension = models.CharField(max_length=8)
    value = models.CharField(max_length=20)
    cases = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    recovered_cny = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    refreshed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="caserollup_once", fields=["center", "dimension", "value"])]
        indexes = [models.Index(fields=["dimension", "value"], name="caserollup_dimension")]

    def __str__(self) -> str:
        return f"{self.center_id} {self.dimension}={self.value}: {self.cases}"
