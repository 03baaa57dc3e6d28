"""`make fuzz`: ten thousand drawn calls of the API and no failure of ours."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.api import run

pytestmark = pytest.mark.fuzz


def test_ten_thousand_drawn_calls(db: None, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.API_CALLS_A_MINUTE = settings.API_ANONYMOUS_CALLS_A_MINUTE = 10**9
    calls = int(os.environ.get("FUZZ_CALLS", "10000"))
    figures = run(calls, number=int(os.environ["FUZZ_SEED"]) if "FUZZ_SEED" in os.environ else None)
    with capsys.disabled():
        print(f"\n{figures}")
    assert figures.findings == {}, "\n\n".join(figures.findings.values())
    assert figures.calls >= calls
