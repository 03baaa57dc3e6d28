"""The saboteurs fit the code of today; whether they are caught is shown by `make saboteurs`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.saboteurs.catalogue import SABOTEURS
from tests.saboteurs.saboteur import Saboteur

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("saboteur", SABOTEURS, ids=lambda saboteur: saboteur.name)
def test_a_saboteur_finds_its_line_and_its_tests(saboteur: Saboteur) -> None:
    text = (REPOSITORY / saboteur.path).read_text()
    assert text.count(saboteur.old) == 1
    assert saboteur.old != saboteur.new
    for test in saboteur.tests:
        path, _, name = test.partition("::")
        source = (REPOSITORY / path).read_text()
        assert not name or f"def {name.rpartition('::')[2]}(" in source, test


def test_names_are_told_apart() -> None:
    assert [name for name, count in Counter(one.name for one in SABOTEURS).items() if count > 1] == []
