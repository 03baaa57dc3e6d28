"""A short, always equal pass of the fuzzing that `make fuzz` does at length."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.fuzz.api import run

CALLS = 300


def test_a_few_hundred_drawn_calls(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.API_CALLS_A_MINUTE = settings.API_ANONYMOUS_CALLS_A_MINUTE = 10**9
    figures = run(CALLS, number=20261122)
    print(figures)
    assert figures.calls >= CALLS
    assert figures.findings == {}, "\n\n".join(figures.findings.values())
    assert len(figures.reached) >= 20
