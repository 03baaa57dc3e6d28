"""The catalogue check: nothing to find in the portal's database, and each kind of hole is found when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from portal.tenancy import checks, rls
from tests.servers import RunServers

# A hole, as its maker would write it, and the finding that must name it.
HOLES: dict[str, tuple[str, str]] = {
    "a superuser login": ("alter role portal_app superuser", "role.attribute"),
    "a login that bypasses policies": ("alter role portal_worker bypassrls", "role.attribute"),
    "a login that inherits": ("alter role portal_app inherit", "role.attribute"),
    "a scope that logs in": ("alter role scope_national login", "role.login"),
    "the app may become national": ("grant scope_national to portal_app with inherit false, set true", "role.become"),
    "the app may become system": ("grant scope_system to portal_app with inherit false, set true", "role.become"),
    "the app reads all data": ("grant pg_read_all_data to portal_app", "role.become"),
    "a scope holds another": ("grant scope_national to scope_center", "role.become"),
    "an inherited scope": ("grant scope_center to portal_app with inherit true", "role.grant"),
    "a stranger holds a scope": ("create role intruder; grant scope_center to intruder", "role.become"),
    "a session that starts as a scope": ("alter role portal_app set role = 'scope_center'", "role.setting"),
    "a login that owns a table": ("alter table cases_note owner to portal_app", "owner"),
    "temporary tables": ("grant temporary on database {database} to public", "place.temporary"),
    "a login that creates": ("grant create on schema public to portal_app", "place.schema"),
    "a second schema": ("create schema elsewhere", "place.schema"),
    "statements of others": ("grant execute on function pg_stat_get_activity(integer) to public", "place.activity"),
    "a foreign data wrapper": ("create extension tsm_system_rows", "place.extension"),
    "a new table without a word": ("set role portal_owner; create table hole (id int); reset role", "rls.enable"),
    "no force": ("alter table cases_note no force row level security", "rls.force"),
    "no enable": ("alter table cases_case disable row level security", "rls.enable"),
    "no policy for the system": ("drop policy cases_note_scope_system on cases_note", "rls.system"),
    "truncate": ("grant truncate on cases_note to scope_center", "rls.unguarded"),
    "a grant without a policy": ("grant select on cases_note to scope_expert", "rls.uncovered"),
    "a grant to everybody": ("grant select on cases_note to public", "table.grant"),
    "a table of another owner": ("alter table cases_note owner to postgres", "table.owner"),
    "a policy for everybody": ("create policy hole on cases_note for select using (true)", "policy.role"),
    "an open policy": ("alter policy cases_note_scope_center on cases_note using (true)", "policy.open"),
    "an open insert": ("create policy hole on cases_note for insert to scope_center with check (true)", "policy.open"),
    "a restrictive policy": (
        "create policy hole on cases_note as restrictive to scope_center using (true)",
        "policy.kind",
    ),
    "more on a shared table": ("grant update on tenancy_center to scope_center", "shared.grant"),
    "less on a shared table": ("revoke select on tenancy_center from scope_expert", "shared.grant"),
    "one column of a shared table": ("grant update (name_zh) on tenancy_center to scope_center", "shared.grant"),
    "a view of its owner": ("create view hole as select * from cases_case", "view.invoker"),
    "a materialized view": ("create materialized view hole as select 1 as one", "view.kind"),
    "a function for everybody": (
        "grant execute on function next_number(bigint, text, integer) to public",
        "function.public",
    ),
    "a caller too many": ("grant execute on function case_search(text) to scope_expert", "function.callers"),
    "a definer of the owner": ("alter function case_search(text) owner to portal_owner", "function.owner"),
    "a loose search_path": ("alter function case_search(text) reset search_path", "function.search_path"),
    "pg_temp first": ("alter function case_search(text) set search_path = pg_catalog, public", "function.search_path"),
    "an undeclared definer": (
        "create function hole() returns int language sql security definer set search_path = pg_catalog, public, pg_temp"
        " as 'select 1'; alter function hole() owner to portal_definer",
        "function.undeclared",
    ),
    "an invoker for everybody": (
        "grant execute on function login_enter(bigint, date) to scope_center",
        "function.callers",
    ),
    "an invoker that became a definer": (
        "alter function login_enter(bigint, date) security definer",
        "function.kind",
    ),
    "a definer that became an invoker": ("alter function case_search(text) security invoker", "function.kind"),
    "a plain function": ("create function hole() returns int language sql as 'select 1'", "function.kind"),
    "a guard switched off": ("alter table cases_case disable trigger case_guard", "trigger.disabled"),
    "a sequence": ("grant usage on sequence cases_case_id_seq to scope_center", "sequence.grant"),
    "generous defaults": (
        "alter default privileges for role portal_owner grant select on tables to scope_center",
        "default.grant",
    ),
    "a policy without its index": (
        "create table hole (center_id bigint); create policy hole on hole to scope_center"
        " using (center_id = (select nullif(current_setting('app.center_id', true), '')::bigint))",
        "key.index",
    ),
    "a child without its key": ("alter table cases_note drop constraint cases_note_tenant_fk", "key.composite"),
    "a child without its index": ("drop index note_tenant", "key.index"),
    "a readable password": ("grant select (password) on accounts_user to scope_center", "column.hidden"),
    "an unreadable name": ("revoke select (name) on accounts_user from scope_center", "column.hidden"),
}


@pytest.fixture(scope="module")
def superuser(servers: RunServers, django_db_setup: None) -> Iterator[Any]:
    """A superuser's connection whose work is always rolled back."""
    connection = psycopg2.connect(servers.endpoints.superuser_url)
    yield connection
    connection.close()


@pytest.mark.django_db
def test_nothing_is_found() -> None:
    out, err = StringIO(), StringIO()
    with suppress(SystemExit):  # its words say more than its exit status
        call_command("check_rls", stdout=out, stderr=err)
    assert err.getvalue() == ""
    assert "0 findings" in out.getvalue()


@pytest.mark.parametrize("hole", HOLES)
def test_each_hole_is_found(hole: str, superuser: Any, servers: RunServers) -> None:
    statement, code = HOLES[hole]
    with superuser.cursor() as cursor:
        try:
            cursor.execute("set local lock_timeout = '10s'")
            cursor.execute(statement.replace("{database}", servers.database))
            found = checks.findings(cursor)
        finally:
            superuser.rollback()
    assert code in {finding.code for finding in found}, found


def test_the_command_fails_on_a_finding(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    hole = checks.Finding("rls.force", "cases_note", "does not force")
    monkeypatch.setattr("portal.tenancy.management.commands.check_rls.findings", lambda cursor: [hole])
    err = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_rls", stdout=StringIO(), stderr=err)
    assert stopped.value.code == 1
    assert "rls.force: cases_note" in err.getvalue()


@pytest.mark.django_db
def test_no_login_holds_a_statement_or_a_transaction_for_ever() -> None:
    """The time limits stand as declared; check_rls finds every other setting ("a session that starts as a scope")."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolname, s.setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole"
            " where r.rolname = any(%s) and s.setdatabase = 0",
            [list(rls.ROLE_SETTINGS)],
        )
        assert {name: frozenset(found) for name, found in cursor.fetchall()} == rls.ROLE_SETTINGS
