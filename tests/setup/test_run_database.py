"""The database every other test stands on."""

import psycopg2
import pytest
from django.db import connection, connections

from tests.servers import Restorer, RunServers, schema_digest


def one(sql: str) -> object:
    """Return the single value of a query on the default connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


@pytest.mark.django_db
def test_the_default_login_owns_nothing_and_bypasses_nothing() -> None:
    assert one("select session_user") == "portal_worker"
    assert one("select rolsuper or rolbypassrls or rolcreatedb from pg_roles where rolname = session_user") is False
    assert (
        one("select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = session_user)")
        == 0
    )


@pytest.mark.django_db
def test_migrations_ran_as_the_owner() -> None:
    assert one("select tableowner from pg_tables where tablename = 'django_migrations'") == "portal_owner"


@pytest.mark.django_db
def test_the_server_is_postgresql_18_with_what_the_portal_needs() -> None:
    assert int(str(one("show server_version_num"))) >= 180000
    for extension in ("pg_trgm", "btree_gin", "pg_stat_statements"):
        assert one(f"select count(*) from pg_extension where extname = '{extension}'") == 1


class TestRestorer:
    """The clean-up after a test that commits."""

    @pytest.fixture
    def url(self, servers: RunServers, django_db_setup: None) -> str:
        return servers.endpoints.superuser_url

    def test_rows_seeds_and_sequences_come_back(self, url: str) -> None:
        with psycopg2.connect(url) as scratch, scratch.cursor() as cursor:
            cursor.execute(
                "create table t_seed (id bigint generated always as identity primary key, word text,"
                " twice text generated always as (word || word) stored);"
                "create table t_empty (id bigserial primary key, seed bigint references t_seed);"
                "insert into t_seed (word) values ('a'), ('b')"
            )
        scratch.close()
        restorer = Restorer(url)
        try:
            with psycopg2.connect(url) as scratch, scratch.cursor() as cursor:
                cursor.execute(
                    "insert into t_seed (word) values ('c'); update t_seed set word = 'x' where id = 1;"
                    "insert into t_empty (seed) values (3); delete from t_seed where id = 2"
                )
            scratch.close()
            restorer.restore()
            with psycopg2.connect(url) as scratch, scratch.cursor() as cursor:
                cursor.execute("select id, word, twice from t_seed order by id")
                assert cursor.fetchall() == [(1, "a", "aa"), (2, "b", "bb")]
                cursor.execute("insert into t_seed (word) values ('d') returning id")
                assert cursor.fetchone() == (3,)
                cursor.execute("insert into t_empty (seed) values (1) returning id")
                assert cursor.fetchone() == (1,)
                scratch.rollback()
            scratch.close()
        finally:
            with psycopg2.connect(url) as scratch, scratch.cursor() as cursor:
                cursor.execute("drop table t_empty, t_seed")
            scratch.close()
            restorer.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_row_does_not_reach_the_next_test(turn: int, superuser_sql: "psycopg2.extensions.cursor") -> None:
    superuser_sql.execute("select count(*) from django_session where session_key = 'left-over'")
    assert superuser_sql.fetchone() == (0,)
    superuser_sql.execute("insert into django_session values ('left-over', '', now())")


def test_the_digest_follows_the_sources() -> None:
    assert schema_digest() == schema_digest()
    assert "owner" in connections
