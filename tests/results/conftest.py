"""The fair that is over."""

from __future__ import annotations

import pytest

from tests.results.made import After, after


@pytest.fixture
def room(db: None) -> After:
    """A delegation whose fair ended yesterday."""
    return after()
