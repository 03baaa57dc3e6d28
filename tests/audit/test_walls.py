"""Nobody changes the trail: every log-in in every scope is refused by the database itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.db import connections

from portal.audit import trail
from portal.tenancy import scope as scopes
from tests.servers import RunServers

pytestmark = pytest.mark.django_db(transaction=True)

# Which log-in may enter which scope stands in portal/tenancy/sql/roles.sql.
ENTRIES = {
    "app": ("none", "scope_center", "scope_enterprise", "scope_expert"),
    "national": ("none", "scope_center", "scope_enterprise", "scope_expert", "scope_national", "scope_admin"),
    "worker": (
        "none", "scope_center", "scope_enterprise", "scope_expert", "scope_national", "scope_admin", "scope_system",
    ),
}  # fmt: skip
ATTACKS = (
    "update audit_auditentry set verb = 'x'",
    "delete from audit_auditentry",
    "truncate audit_auditentry cascade",
    "update audit_auditseal set hash = 'x'",
    "delete from audit_auditseal",
    "truncate audit_auditseal",
    "alter table audit_auditentry disable row level security",
    "drop table audit_auditseal",
    "create trigger t before insert on audit_auditentry for each row execute function guard_person()",
    "set session_replication_role = replica",
)


@pytest.fixture(scope="module", params=sorted(ENTRIES))
def line(request: pytest.FixtureRequest, servers: RunServers, django_db_setup: None) -> Iterator[tuple[str, Any]]:
    """A bare connection of each log-in."""
    url = getattr(servers.endpoints, f"{request.param}_url")
    connection = psycopg2.connect(url)
    yield request.param, connection
    connection.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_login_in_no_scope_changes_the_trail(line: tuple[str, Any], attack: str) -> None:
    with scopes.enter(scopes.system()):
        trail.record("case.accepted")
    login, connection = line
    for role in ENTRIES[login]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select set_config('role', %s, true), set_config('app.center_id', '1', true), set_config('app.actor_id', '1', true), "
                "set_config('app.admin_kind', 'auditor', true)",
                [role],
            )
            with pytest.raises(psycopg2.Error, match=r"permission denied|must be owner"):
                cursor.execute(attack)
        connection.rollback()


def test_only_the_auditor_reads(line: tuple[str, Any]) -> None:
    with scopes.enter(scopes.system()):
        trail.record("case.accepted")
    login, connection = line
    seen = {}
    for role in ENTRIES[login]:
        for kind in ("sysadmin", "secadmin", "auditor") if role == "scope_admin" else ("",):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select set_config('role', %s, true), set_config('app.admin_kind', %s, true)", [role, kind]
                )
                try:
                    cursor.execute("select count(*) from audit_auditentry")
                    seen[role, kind] = cursor.fetchone()[0]
                except psycopg2.errors.InsufficientPrivilege:
                    seen[role, kind] = 0
            connection.rollback()
    readers = {who for who, count in seen.items() if count}
    expected = {"app": set(), "national": {("scope_admin", "auditor")}}
    expected["worker"] = expected["national"] | {("scope_system", "")}
    assert readers == expected[login]


def test_a_transaction_never_waits_for_anothers_entry() -> None:
    """Two open transactions write their entries side by side; chaining them while writing would make one wait."""
    assert os.environ["DATABASE_URL"]
    url = connections["default"].settings_dict
    lines = [
        psycopg2.connect(
            dbname=url["NAME"],
            user=url["USER"],
            password=url["PASSWORD"],
            host=url["HOST"],
            port=url["PORT"],
            options="-c lock_timeout=2s",
        )
        for _ in range(2)
    ]
    try:
        for number, each in enumerate(lines):
            with each.cursor() as cursor:
                cursor.execute("select set_config('role', 'scope_system', true)")
                cursor.execute(
                    "insert into audit_auditentry (at, verb, seat, object_type, object_id, payload) values (now(), 'x', '', '', %s, '{}')",
                    [str(number)],
                )
        for each in reversed(lines):
            each.commit()
    finally:
        for each in lines:
            each.close()
