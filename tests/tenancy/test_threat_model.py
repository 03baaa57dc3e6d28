"""The threat model names proofs that exist: a row whose test was renamed away proves nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "threat-model.md").read_text()
PROOFS = sorted(set(re.findall(r"(?:tests/\w+/)?test_\w+\.py", PAGE)))


@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_that_is_named_exists(proof: str) -> None:
    found = [REPOSITORY / proof] if "/" in proof else list((REPOSITORY / "tests").rglob(proof))
    assert [path for path in found if path.is_file()], proof


@pytest.mark.parametrize("chapter", ["Somebody with a browser", "A mistake in our own code"])
def test_every_attack_has_a_proof(chapter: str) -> None:
    text = PAGE.split(f"## {chapter}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 5
    assert [row[0] for row in rows if len(row) != 3 or not re.search(r"test_\w+\.py", row[2])] == []
