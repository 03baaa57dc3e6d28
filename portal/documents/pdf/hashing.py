"""The hash that a letter carries: over what it says, not over how its bytes came out.

A reader verifies number + hash on the public page; the caller stores the hash of the bytes beside it.
"""

import dataclasses
import datetime as dt
import enum
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

SHORT_HEX: Final = 16


def canonical_json(data: Any) -> bytes:
    """Return one fixed spelling of `data`: sorted keys, no blanks, UTF-8, ISO dates, decimals as written.

    A dataclass is written with its class name under "@type", so that two kinds with equal fields never share a hash.
    """
    return json.dumps(
        _plain(data),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode("utf-8", "surrogatepass")


def content_hash(data: Any) -> str:
    """Return the SHA-256 of `canonical_json(data)` as 64 lower-case hex digits."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def short_hash(digest: str) -> str:
    """Return the printed form: the first 16 hex digits, upper case, in groups of four."""
    head = digest[:SHORT_HEX].upper()
    return " ".join(head[start : start + 4] for start in range(0, SHORT_HEX, 4))


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return _plain(value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return {"@decimal": str(value)}
    if isinstance(value, dt.datetime):
        if value.tzinfo is None:
            raise ValueError("a date-time in a document must carry its zone")
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"@type": type(value).__name__, **fields}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_plain(item) for item in value]
    raise TypeError(f"a document cannot carry {type(value).__name__}")
