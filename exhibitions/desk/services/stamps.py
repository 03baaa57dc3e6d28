"""Times from a clock that may be wrong: what it said, by how much it was known to differ, and what time it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from exhibitions.desk.choices import CLOCK_SECONDS

# An offset beyond that is no clock that is wrong, but a value that is made up.
FARTHEST = 60 * 60 * 24 * 366 * 20
# No device's clock says anything else; the database keeps years that no page can read again.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stamp:
    """`device_at` by the device's clock, `clock_offset` in seconds, and their sum."""

    device_at: datetime
    clock_offset: int
    recorded_at: datetime


def stamp(device_at: datetime, clock_offset: int, *, measured: int) -> Stamp:
    """Correct a device's time by the offset it knew when it wrote.

    `measured` is the offset that the server measures now. It is taken instead where the result would lie in the future:
    then the clock was set since the last contact. Raises ValueError for a time or an offset that is made up.
    """
    if abs(clock_offset) > FARTHEST or not EARLIEST <= device_at < LATEST:
        raise ValueError("No clock is that wrong.")
    now = timezone.now()
    latest = now + timedelta(seconds=CLOCK_SECONDS)
    for offset in (clock_offset, measured):
        corrected = device_at + timedelta(seconds=offset)
        if corrected <= latest:
            return Stamp(device_at, offset, min(corrected, now))
    return Stamp(device_at, measured, now)


def stamp_now() -> Stamp:
    """Give the stamp of what is written on a page."""
    now = timezone.now()
    return Stamp(now, 0, now)


def measure(sent_at: datetime) -> int:
    """Give the seconds to add to a device's clock that said `sent_at` just now."""
    seconds = round((timezone.now() - sent_at).total_seconds())
    return max(-FARTHEST, min(FARTHEST, seconds))
