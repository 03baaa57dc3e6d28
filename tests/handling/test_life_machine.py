"""A few drawn lives of a case, always the same ones; `make fuzz` draws thousands anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.fuzz.life import run


def test_whatever_people_try_the_case_stays_whole(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    tally = run(12, steps=14, number=20261122)
    print(tally)
    assert tally.lives >= 12
    assert len(tally.done) >= 12
    assert tally.refused
