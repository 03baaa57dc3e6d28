"""What the statements written by hand share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def interval(length: timedelta) -> Any:
    """Give a length of time as a statement's parameter: the driver takes it, Django's type stubs do not list it."""
    return length
