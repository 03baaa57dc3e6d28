"""The fair day of the desk's tests."""

from __future__ import annotations

import pytest

from tests.desk.made import Day, a_day


@pytest.fixture
def day(db: None) -> Day:
    """A fair that is on, with everybody at it."""
    return a_day()
