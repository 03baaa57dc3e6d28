"""Two committed sides, and raw connections of every login, straight to PostgreSQL or through PgBouncer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest

from portal.tenancy.scope import ENTER_SQL, Scope
from tests.servers import Restorer, RunServers
from tests.tenancy import rows
from tests.tenancy.rows import Side

Connect = Callable[[str], Any]


@pytest.fixture(scope="module")
def sides(servers: RunServers, django_db_setup: None) -> Iterator[dict[str, Side]]:
    """Both sides of every table, committed; taken back when the module is done."""
    restorer = Restorer(servers.endpoints.superuser_url)
    url = servers.endpoints.superuser_url
    with closing(psycopg2.connect(url)) as superuser, superuser, superuser.cursor() as cursor:
        planted = rows.plant(cursor)
    yield planted
    restorer.restore()
    restorer.close()


@pytest.fixture(scope="module")
def connect(servers: RunServers) -> Iterator[Connect]:
    """Open (once) a raw connection of a login: app, national, worker, owner or superuser."""
    opened: dict[str, Any] = {}

    def open_as(login: str) -> Any:
        if login not in opened:
            opened[login] = psycopg2.connect(getattr(servers.endpoints, f"{login}_url"))
        return opened[login]

    yield open_as
    for connection in opened.values():
        connection.close()


@contextmanager
def within(connection: Any, scope: Scope | None) -> Iterator[Any]:
    """Give a cursor inside a transaction that entered `scope` (None: nothing was set); always rolled back."""
    try:
        with connection.cursor() as cursor:
            if scope is not None:
                cursor.execute(ENTER_SQL, scope.parameters())
            yield cursor
    finally:
        connection.rollback()


def scopes_of(side: Side) -> dict[str, Scope]:
    """The narrow scopes of one side, and the bare log-in of its person."""
    return {
        "center": Scope("scope_center", center_id=side.center, actor_id=side.staff),
        "enterprise": Scope("scope_enterprise", enterprise_id=side.enterprise, actor_id=side.owner),
        "expert": Scope("scope_expert", actor_id=side.expert),
        "login": Scope("none", actor_id=side.owner),
    }
