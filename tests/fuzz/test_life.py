"""`make fuzz`: two thousand drawn lives of a case, and no illegal state."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.life import run

pytestmark = pytest.mark.fuzz


def test_two_thousand_lives(db: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MEDIA_ROOT = tmp_path
    lives, number = int(os.environ.get("FUZZ_LIVES", "2000")), int(os.environ.get("FUZZ_SEED", str(int(time.time()))))
    with capsys.disabled():
        print(f"\nlife: FUZZ_SEED={number}")
    tally = run(lives, steps=14, number=number)
    with capsys.disabled():
        print(f"\n{tally}")
    assert tally.lives >= lives
    assert {"submit", "review", "accept", "assign_expert", "issue_opinion", "close", "archive", "wait"} <= set(
        tally.done
    )
