"""Two people change one row: the second is told, and keeps what they typed."""

from __future__ import annotations

from typing import Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Versioned(Protocol):
    row_version: int


def version_match(row: Versioned, seen: int | None) -> None:
    """Raise ValidationError `stale` when `row`, which the caller has locked, is not the version that the person saw.

    None: they saw none.
    """
    if seen is not None and seen != row.row_version:
        raise ValidationError(
            _("Somebody changed this while you were writing. Compare with the present state, then save again."),
            code="stale",
        )
