"""Hours on duty."""

from __future__ import annotations

from exhibitions.desk.models import Shift
from portal.audit import trail


def shift_add(*, shift: Shift) -> Shift:
    """Put a person's hours on the roster."""
    shift.full_clean(exclude=["delegation", "center", "user"])
    shift.save()
    _record("added", shift)
    return shift


def shift_remove(*, shift: Shift) -> None:
    """Take a person's hours off the roster."""
    _record("removed", shift)
    shift.delete()


def _record(what: str, shift: Shift) -> None:
    trail.record(
        f"shift.{what}", object_type="delegation", object_id=shift.delegation.public_id, center_id=shift.center_id,
        payload={"user": shift.user_id},
    )  # fmt: skip
