"""The words of a booth pack that are the same for every firm (data/phrases.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data" / "phrases.yaml"


@cache
def phrases() -> dict[str, Any]:
    """Read the file once: heads, kinds, situations, sentences, first_hour."""
    found: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return found


def heads(language: str) -> dict[str, str]:
    """Give the headings in a language of the booth packs."""
    return {name: words[language] for name, words in phrases()["heads"].items()}


def kind_in(kind: str, language: str) -> str:
    """Give a kind of right in a language; "" where the file has none."""
    found: str = phrases()["kinds"].get(kind, {}).get(language, "")
    return found
