"""What a saboteur is: which line it exchanges for which, and the tests that must notice.

`old` must occur exactly once in `path`; a saboteur whose line is gone fails tests/saboteurs/test_catalogue.py, so the
catalogue cannot outlive the code.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Saboteur:
    """One removed guard. `guard` says what is lost, `tests` are pytest addresses that must go red."""

    name: str
    guard: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]
