"""The centers whose local items can be subscribed to."""

from __future__ import annotations

from collections.abc import Sequence

from portal.tenancy.models import Center

LOCAL = (Center.Kind.LOCAL, Center.Kind.INDUSTRY, Center.Kind.OVERSEAS)


def center_choices() -> list[tuple[str, str]]:
    """List the open centers below the nation, code and name, by name. One query."""
    rows = Center.objects.filter(is_active=True, kind__in=LOCAL)
    return sorted(((row.code, row.name) for row in rows), key=lambda each: each[1])


def center_names(codes: Sequence[str]) -> list[str]:
    """Give the names of centers by their codes, closed ones too; what no center has (any more) is left out."""
    if not codes:
        return []
    return [row.name for row in Center.objects.filter(code__in=codes).order_by("code")]
