"""The drills' house and their figures."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.embedded.cluster import LOCAL, REPOSITORY
from tests.drill.house import House, open_house

LATEST = LOCAL / "drill" / "latest.json"
Figures = Callable[..., None]


@pytest.fixture(scope="session")
def standing_house() -> Iterator[House]:
    """One house for all drills."""
    with open_house(os.environ.get("PORTAL_SLOT", "test")) as house:
        yield house


@pytest.fixture
def house(standing_house: House) -> Iterator[House]:
    """The house, empty at the start and without processes at the end."""
    standing_house.clear()
    yield standing_house
    standing_house.end()


@pytest.fixture
def figures() -> Figures:
    """Print the figures of a drill in one line and keep them in .local/drill/latest.json."""

    def keep(drill: str, **values: Any) -> None:
        print(f"\n{drill}: " + ", ".join(f"{name.replace('_', ' ')} {_short(value)}" for name, value in values.items()))
        kept = json.loads(LATEST.read_text()) if LATEST.exists() else {}
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False
        ).stdout.strip()
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        kept[drill] = {**values, "date": now, "commit": commit, "cores": os.cpu_count()}
        Path(LATEST).parent.mkdir(parents=True, exist_ok=True)
        LATEST.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n")

    return keep


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + " ".join(f"{name}: {_short(each)}" for name, each in value.items()) + "}"
    return "[" + " ".join(map(_short, value)) + "]" if isinstance(value, list) else str(value)
