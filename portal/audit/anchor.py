"""The anchor: a file outside the database that remembers heads of the chain, so that a cut-off tail is missed.

One JSON object a line, only ever appended: position, hash, time. Keep it where the database's owner cannot write
(another host, a write-once store): what the database says about itself proves nothing against its owner.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Anchor:
    """One remembered head of the chain."""

    position: int
    hash: str
    at: str


class AnchorUnreadable(Exception):
    """A line of the anchor file is not what the sealer writes; the message names the line."""


def append(path: Path, position: int, digest: str, at: datetime) -> None:
    """Append one head and wait until the disk has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"position": position, "hash": digest, "at": at.isoformat(timespec="seconds")}) + "\n"
    with path.open("a", encoding="ascii") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Iterator[Anchor]:
    """Yield the anchors in the order of the file; nothing when there is no file. Raises AnchorUnreadable."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, 1):
            try:
                fields = json.loads(line)
                yield Anchor(int(fields["position"]), str(fields["hash"]), str(fields["at"]))
            except (ValueError, KeyError, TypeError):
                raise AnchorUnreadable(f"Line {number} of the anchor file cannot be read.") from None


def last(path: Path) -> Anchor | None:
    """Return the newest anchor, None when there is none."""
    newest = None
    for newest in read(path):  # noqa: B007 - the last one is wanted
        pass
    return newest
