"""Django behind PgBouncer in transaction mode: requests of several people take turns on one server connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from tests import people
from tests.servers import RunServers
from tests.tenancy import pgbouncer

pytestmark = pytest.mark.skipif(
    pgbouncer.binary() is None,
    reason="PgBouncer is not installed (Debian: apt-get install pgbouncer), so nothing was proved about pooling",
)


@pytest.fixture
def pooled(servers: RunServers, transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Send Django's default connection through a pooler."""
    urls = [servers.endpoints.worker_url]
    default = connections["default"]
    before = dict(default.settings_dict)
    with pgbouncer.running(urls, tmp_path_factory.mktemp("pgbouncer")) as port:
        default.close()
        default.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(port)}
        try:
            yield
        finally:
            default.close()
            default.settings_dict.clear()
            default.settings_dict.update(before)


def test_each_person_sees_their_own_place(pooled: None) -> None:
    persons = [people.person("handler"), people.person("owner"), people.person("handler"), people.person("owner")]
    clients = [people.login(Client(), person) for person in persons]
    names = {person.pk: person.center.name_zh if person.center else person.enterprise.name for person in persons}  # type: ignore[union-attr]
    for _ in range(3):
        for person, client in zip(persons, clients, strict=True):
            answer = client.get("/staff/" if person.center else "/enterprise/")
            page = answer.content.decode()
            assert answer.status_code == 200
            assert names[person.pk] in page
            assert not [name for pk, name in names.items() if pk != person.pk and name in page]
