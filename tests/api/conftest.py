"""People and centers around one request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal.tenancy.models import Center
from tests import people
from tests.api.calls import Api, api_of


@dataclass
class Places:
    """A center in Shenzhen with its people, an applicant there, and a stranger of each kind elsewhere."""

    center: Center
    other: Center
    owner: people.Person
    handler: people.Person
    supervisor: people.Person
    stranger: people.Person
    outsider: people.Person

    def api(self, name: str) -> Api:
        """Give the program of one of them, by name."""
        return api_of(getattr(self, name))


@pytest.fixture
def places(db: None, settings: Any, tmp_path: Path) -> Places:
    settings.MEDIA_ROOT = tmp_path
    return make_places()


def make_places() -> Places:
    """Make them; the national center stands behind the local ones."""
    people.national_center()
    center = people.make_center(province="440000", city="440300", letter_code="深知援")
    other = people.make_center(province="110000")
    return Places(
        center=center,
        other=other,
        owner=people.person("owner"),
        handler=people.person("handler", center=center),
        supervisor=people.person("supervisor", center=center),
        stranger=people.person("owner"),
        outsider=people.person("handler", center=other),
    )
