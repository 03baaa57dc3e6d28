"""The training that was held for a delegation."""

from __future__ import annotations

from dataclasses import dataclass

from exhibitions.fairs.models import Delegation


@dataclass(frozen=True)
class Session:
    """One event for the firms of a delegation; `came` counts the people who were there."""

    title: str
    day: str
    came: int


def training_of(delegation: Delegation) -> list[Session]:
    """List the training of a delegation, the earliest first."""
    return []
