"""How an entry of the trail becomes a link of the chain: one canonical text, one hash. Sealer and verifier share it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

# What stands before the first link.
GENESIS = "0" * 64

# The columns of an entry in the order of `canonical`. The payload is taken as the text PostgreSQL keeps (jsonb sorts keys
# and keeps every digit), so that no reader's number type can hide a changed digit.
COLUMNS = (
    "e.id, e.at, e.verb, e.actor_id, e.seat, e.center_id, e.object_type, e.object_id, e.payload::text, host(e.address)"
)
NAMES = ("id", "at", "verb", "actor_id", "seat", "center_id", "object_type", "object_id", "payload", "address")


def canonical(row: Sequence[Any]) -> bytes:
    """Write an entry (values of `COLUMNS`) as UTF-8 JSON: sorted keys, no spaces, times in UTC to the microsecond."""
    fields = dict(zip(NAMES, row, strict=True))
    at: datetime = fields["at"]
    fields["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, row: Sequence[Any]) -> str:
    """Return the hash (hex) of the link that seals `row` after the link whose hash is `previous`."""
    return hashlib.sha256(previous.encode() + canonical(row)).hexdigest()
