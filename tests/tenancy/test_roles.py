"""What somebody with SQL on a center's site tries first: other roles, the catalogue, the server, the drawer."""

from __future__ import annotations

import pytest
from psycopg2 import errors

from portal.tenancy.rls import MAY_BECOME, SCOPES
from portal.tenancy.scope import Scope
from tests.tenancy.attacks import count, refused
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import Side

pytestmark = pytest.mark.usefixtures("sides")


ALL_ROLES = {*SCOPES, "scope_system", "portal_definer", "portal_owner", "portal_worker", "portal_national", "postgres"}


@pytest.mark.parametrize("role", sorted(ALL_ROLES - MAY_BECOME["portal_app"]))
def test_the_app_becomes_nobody_else(connect: Connect, sides: dict[str, Side], role: str) -> None:
    for scope in (None, *scopes_of(sides["a"]).values()):
        with within(connect("app"), scope) as cursor:
            refused(cursor, f"set local role {role}")
            refused(cursor, "select set_config('role', %s, true)", role)
            refused(cursor, f"set session authorization {role}")


@pytest.mark.parametrize("login", ["national", "worker"])
def test_other_logins_become_what_is_declared(connect: Connect, login: str) -> None:
    for role in sorted(ALL_ROLES - MAY_BECOME[f"portal_{login}"] - {f"portal_{login}"}):
        with within(connect(login), None) as cursor:
            refused(cursor, f"set local role {role}")


def test_reset_role_leads_to_the_bare_login(connect: Connect, sides: dict[str, Side]) -> None:
    with within(connect("app"), scopes_of(sides["a"])["center"]) as cursor:
        assert count(cursor, "select count(*) from cases_case") == 3
        cursor.execute("reset role")
        cursor.execute("select current_user, session_user")
        assert cursor.fetchone() == ("portal_app", "portal_app")
        refused(cursor, "select count(*) from cases_case")


@pytest.mark.parametrize(
    "statement",
    [
        "alter role portal_app superuser",
        "alter role portal_app bypassrls",
        "create role mine",
        "grant scope_national to portal_app",
        "alter table cases_case disable row level security",
        "alter table cases_case no force row level security",
        "drop policy cases_case_scope_center on cases_case",
        "create policy mine on cases_case to portal_app using (true)",
        "alter table cases_case disable trigger case_guard",
        "truncate cases_case",
        "create table mine (id int)",
        "create temporary table cases_case (id int)",
        "create view mine as select 1",
        "create function mine() returns int language sql as 'select 1'",
        "create function pg_temp.mine() returns int language sql as 'select 1'",
        "create schema mine",
        "create extension pg_visibility",
        "alter function case_search(text) owner to portal_app",
        "copy cases_case to program 'cat'",
        "copy cases_case to '/tmp/mine'",
        "select pg_read_file('/etc/passwd')",
        "select lo_import('/etc/passwd')",
        "select * from pg_authid",
        "select * from pg_stat_activity",
        "select query from pg_stat_statements",
        "select pg_stat_get_backend_activity(1)",
        "select pg_terminate_backend(1)",
        "select pg_cancel_backend(1)",
        "select last_value from cases_case_id_seq",
        "select nextval('cases_case_id_seq')",
        "set session_replication_role = replica",
        "select guard_person()",
        "select case_within_reach(1)",
    ],
)
@pytest.mark.parametrize("kind", ["center", "login"])
def test_no_statement_lifts_the_guards(connect: Connect, sides: dict[str, Side], statement: str, kind: str) -> None:
    with within(connect("app"), scopes_of(sides["a"])[kind]) as cursor:
        refused(cursor, statement, by=(errors.InsufficientPrivilege, errors.FeatureNotSupported))


def test_switching_row_security_off_gives_an_error_instead_of_rows(connect: Connect, sides: dict[str, Side]) -> None:
    with within(connect("app"), scopes_of(sides["a"])["center"]) as cursor:
        cursor.execute("set local row_security = off")
        refused(cursor, "select count(*) from cases_case")


def test_statistics_do_not_leak_values(connect: Connect, sides: dict[str, Side]) -> None:
    with within(connect("app"), scopes_of(sides["a"])["center"]) as cursor:
        assert count(cursor, "select count(*) from pg_stats where tablename = 'cases_case'") == 0
        refused(cursor, "select * from pg_statistic")


def test_the_drawer_is_nobodys_center(connect: Connect, sides: dict[str, Side]) -> None:
    for login, scope in (
        ("app", Scope("scope_center", center_id=0)),
        ("national", Scope("scope_national", center_id=0)),
    ):
        with within(connect(login), scope) as cursor:
            assert count(cursor, "select count(*) from cases_case where state = 'draft'") == 0
