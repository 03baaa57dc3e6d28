"""The centers whose local items can be subscribed to."""

from __future__ import annotations

from collections.abc import Sequence

from portal.tenancy.models import Center

# The few first: the boxes of a first group stand open, the others are folded.
LOCAL = (Center.Kind.INDUSTRY, Center.Kind.OVERSEAS, Center.Kind.LOCAL)


def center_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """List the open centers below the nation in groups of their kind: code and name, by name. One query."""
    rows = list(Center.objects.filter(is_active=True, kind__in=LOCAL))
    groups = [
        (str(kind.label), sorted(((row.code, row.name) for row in rows if row.kind == kind), key=lambda each: each[1]))
        for kind in LOCAL
    ]
    return [(label, pairs) for label, pairs in groups if pairs]


def center_names(codes: Sequence[str]) -> list[str]:
    """Give the names of centers by their codes, closed ones too; what no center has (any more) is left out."""
    if not codes:
        return []
    return [row.name for row in Center.objects.filter(code__in=codes).order_by("code")]
