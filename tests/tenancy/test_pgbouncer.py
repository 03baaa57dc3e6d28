"""The same isolation through PgBouncer in transaction mode, and the leak that it would have been."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors

from portal.tenancy.rls import SHARED_TABLES
from portal.tenancy.scope import ENTER_SQL, Scope
from tests.servers import RunServers
from tests.tenancy import pgbouncer
from tests.tenancy.conftest import scopes_of, within
from tests.tenancy.rows import Side, columns_of, primary_keys
from tests.tenancy.test_isolation import DIRECTORY, attempt, insert, renewed, visible

pytestmark = pytest.mark.skipif(
    pgbouncer.binary() is None,
    reason="PgBouncer is not installed (Debian: apt-get install pgbouncer), so nothing was proved about pooling",
)


@pytest.fixture(scope="module")
def pooler(servers: RunServers, sides: dict[str, Side], tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    urls = [servers.endpoints.app_url, servers.endpoints.national_url, servers.endpoints.worker_url]
    with pgbouncer.running(urls, tmp_path_factory.mktemp("pgbouncer")) as port:
        yield port


@pytest.fixture
def client(servers: RunServers, pooler: int) -> Iterator[Any]:
    """Open connections of the app through the pooler; every one of them shares one server connection."""
    opened: list[Any] = []

    def open_one() -> Any:
        opened.append(psycopg2.connect(pgbouncer.through(servers.endpoints.app_url, pooler)))
        return opened[-1]

    yield open_one
    for connection in opened:
        connection.close()


def backend(connection: Any) -> int:
    with within(connection, None) as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_clients_really_share_one_server_connection(client: Any) -> None:
    assert backend(client()) == backend(client())


@pytest.mark.parametrize("kind", ["center", "enterprise", "expert"])
def test_nothing_of_the_other_side_is_seen_or_written(
    client: Any, connect: Any, sides: dict[str, Side], kind: str
) -> None:
    """Two clients take turns on one server connection, each in its own scope, over every tenant table."""
    with within(connect("superuser"), None) as cursor:
        columns = {name: found for name, found in columns_of(cursor).items() if name not in SHARED_TABLES}
        keys = primary_keys(cursor)
    pair = {"a": client(), "b": client()}
    for table in columns:
        if table in DIRECTORY:
            continue
        for mine, theirs in (("a", "b"), ("b", "a")):
            foreign = sides[theirs].rows[table]
            with within(pair[mine], scopes_of(sides[mine])[kind]) as cursor:
                rows = visible(cursor, table) or []
                assert not [
                    row
                    for row in rows
                    if row[keys[table]] == foreign[keys[table]] or sides[theirs].mark in json.dumps(row)
                ]
                statement, parameters = insert(table, renewed(foreign, columns[table], keys[table]))
                if table in {"cases_case", "cases_note", "cases_message", "cases_casefile"}:
                    assert attempt(cursor, statement, parameters) == 0


def test_a_local_setting_is_gone_for_the_next_client(client: Any, sides: dict[str, Side]) -> None:
    first, second = client(), client()
    with first, first.cursor() as cursor:
        cursor.execute(ENTER_SQL, scopes_of(sides["a"])["center"].parameters())
        cursor.execute("select count(*) from cases_case")
        assert cursor.fetchone() == (3,)
    with within(second, None) as cursor:
        cursor.execute("select current_user, current_setting('role'), current_setting('app.center_id', true)")
        assert cursor.fetchone() in {("portal_app", "none", ""), ("portal_app", "none", None)}
        with pytest.raises(errors.InsufficientPrivilege):
            cursor.execute("select count(*) from cases_case")


def test_a_session_setting_would_reach_the_next_client(client: Any, sides: dict[str, Side]) -> None:
    """The control: were the scope set for the session, a stranger would sit in it. This is why `true` stands in ENTER_SQL."""
    careless = ENTER_SQL.replace("true)", "false)")
    assert careless.count("false") == 5
    first, second = client(), client()
    try:
        with first, first.cursor() as cursor:
            cursor.execute(careless, scopes_of(sides["a"])["center"].parameters())
        with within(second, None) as cursor:
            cursor.execute("select current_user, count(*) from cases_case")
            assert cursor.fetchone() == ("scope_center", 3)
    finally:
        with second, second.cursor() as cursor:
            cursor.execute("reset role; reset all")


def test_what_a_client_leaves_behind_does_not_widen_the_next_scope(client: Any, sides: dict[str, Side]) -> None:
    """Somebody who did set things for the session: entering a scope overwrites all of it."""
    first, second = client(), client()
    b = sides["b"]
    try:
        with first, first.cursor() as cursor:
            cursor.execute(
                f"set app.center_id = '{b.center}'; set app.enterprise_id = '{b.enterprise}'; set app.actor_id = '{b.owner}'"
            )
            cursor.execute("set role scope_center")
        with within(second, scopes_of(sides["a"])["enterprise"]) as cursor:
            assert not [row for row in visible(cursor, "cases_case") or [] if b.mark in json.dumps(row)]
        with within(second, Scope("none")) as cursor:
            assert visible(cursor, "cases_case") is None
            assert not visible(cursor, "accounts_enterprisemember")
    finally:
        with second, second.cursor() as cursor:
            cursor.execute("reset role; reset all")
