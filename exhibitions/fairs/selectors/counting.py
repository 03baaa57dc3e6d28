"""Counts beside the rows of a list, in the list's own query."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet[Any], key: str) -> Coalesce:
    """Count the `rows` whose `key` names the row of the list; 0 for none."""
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), Value(0))
