"""UUID version 7 (RFC 9562 §5.7): public ids that sort by creation and reveal no counter."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """Make a UUIDv7: 48 bits of Unix milliseconds, 12 bits of their fraction (RFC 9562 §6.2, method 3), 62 random bits.

    The fraction keeps ids made one after the other within a millisecond in their order.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    tail = int.from_bytes(os.urandom(8), "big") >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | tail)
