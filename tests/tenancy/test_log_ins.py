"""Log-ins and seats of others, for somebody with SQL on a center's site: not there, not readable, not to be had."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg2 import errors

from portal.tenancy.scope import Scope
from tests.tenancy.attacks import count, refused
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import THIRD_CENTER, Side

pytestmark = pytest.mark.usefixtures("sides")


@pytest.fixture
def coordinator(connect: Connect, sides: dict[str, Side]) -> Any:
    """A cursor of the app, in whose transaction nothing is yet done; side b's staff is a national coordinator meanwhile."""
    worker = connect("worker")
    with worker, worker.cursor() as cursor:
        cursor.execute("set local role scope_system")
        cursor.execute("update tenancy_membership set role = 'coordinator' where user_id = %s", [sides["b"].staff])
        cursor.execute(
            "insert into account_emailaddress (user_id, email, verified, \"primary\") values (%s, 'c@x.test', true, true)",
            [sides["b"].staff],
        )
        cursor.execute(
            "insert into mfa_authenticator (user_id, type, data, created_at) values (%s, 'totp', '{}', now())",
            [sides["b"].staff],
        )
        cursor.execute(
            "insert into accounts_apitoken (user_id, name, token_hash, hint, second_factor, created_at, expires_at)"
            " values (%s, 'n', 'h', 'h', true, now(), now())",
            [sides["b"].staff],
        )
    yield sides["b"].staff
    with worker, worker.cursor() as cursor:
        cursor.execute("set local role scope_system")
        for table in ("account_emailaddress", "mfa_authenticator", "accounts_apitoken"):
            cursor.execute(f"delete from {table} where user_id = %s", [sides["b"].staff])
        cursor.execute("update tenancy_membership set role = 'handler' where user_id = %s", [sides["b"].staff])


TABLES_OF_LOG_INS = [
    ("accounts_user", "id"),
    ("account_emailaddress", "user_id"),
    ("mfa_authenticator", "user_id"),
    ("accounts_apitoken", "user_id"),
]


@pytest.mark.parametrize(("table", "column"), TABLES_OF_LOG_INS)
def test_a_national_log_in_does_not_exist_for_a_centers_site(
    connect: Connect, coordinator: int, table: str, column: str
) -> None:
    with within(connect("app"), Scope("none", actor_id=coordinator)) as cursor:
        assert count(cursor, f"select count(*) from {table} where {column} = %s", coordinator) == 0
        cursor.execute(f"update {table} set {column} = {column} where {column} = %s", [coordinator])
        assert cursor.rowcount == 0
        cursor.execute(f"delete from {table} where {column} = %s", [coordinator])
        assert cursor.rowcount == 0
    with within(connect("national"), Scope("none", actor_id=coordinator)) as cursor:
        assert count(cursor, f"select count(*) from {table} where {column} = %s", coordinator) == 1


def test_nothing_is_added_to_a_national_log_in(connect: Connect, sides: dict[str, Side], coordinator: int) -> None:
    """No second factor, token or address can be hung on it, nor an ordinary one's handed over."""
    with within(connect("app"), Scope("none", actor_id=coordinator)) as cursor:
        refused(
            cursor,
            "insert into mfa_authenticator (user_id, type, data, created_at) values (%s, 'totp', '{}', now())",
            coordinator,
        )
        refused(
            cursor,
            "insert into account_emailaddress (user_id, email, verified, \"primary\") values (%s, 'm@x.test', true, false)",
            coordinator,
        )
        refused(
            cursor,
            "insert into accounts_apitoken (user_id, name, token_hash, hint, second_factor, created_at, expires_at)"
            " values (%s, 'm', 'm', 'm', true, now(), now())",
            coordinator,
        )
        refused(
            cursor, "update account_emailaddress set user_id = %s where user_id = %s", coordinator, sides["a"].owner
        )
        refused(cursor, "update accounts_user set is_guarded = true where id = %s", sides["a"].owner)


def test_losing_the_seat_makes_an_ordinary_log_in_again(connect: Connect, sides: dict[str, Side]) -> None:
    with within(connect("worker"), Scope("scope_system")) as cursor:
        cursor.execute("update tenancy_membership set role = 'auditor' where user_id = %s", [sides["b"].staff])
        assert count(cursor, "select count(*) from accounts_user where is_guarded and id = %s", sides["b"].staff) == 1
        cursor.execute("delete from tenancy_membership where user_id = %s", [sides["b"].staff])
        assert count(cursor, "select count(*) from accounts_user where is_guarded and id = %s", sides["b"].staff) == 0


def test_sessions_of_the_national_site_do_not_exist_for_a_centers_site(
    connect: Connect, sides: dict[str, Side]
) -> None:
    insert = (
        "insert into accounts_session (session_key, session_data, expire_date, seen_at) values (%s, 'x', now(), now())"
    )
    with connect("national") as national, national.cursor() as cursor:
        cursor.execute(insert, ["of-the-nation"])
    try:
        with within(connect("app"), Scope("none")) as cursor:
            assert count(cursor, "select count(*) from accounts_session where session_key = 'of-the-nation'") == 0
            cursor.execute("delete from accounts_session where session_key = 'of-the-nation'")
            assert cursor.rowcount == 0
            cursor.execute(insert, ["of-a-center"])
            assert count(cursor, "select count(*) from accounts_session where session_key = 'of-a-center'") == 1
            refused(
                cursor, "update accounts_session set opened_by = 'portal_national' where session_key = 'of-a-center'"
            )
    finally:
        with connect("national") as national, national.cursor() as cursor:
            cursor.execute("delete from accounts_session where session_key = 'of-the-nation'")


@pytest.mark.parametrize("kind", ["center", "enterprise", "expert"])
def test_no_scope_reads_a_password_or_changes_a_log_in(connect: Connect, sides: dict[str, Side], kind: str) -> None:
    with within(connect("app"), scopes_of(sides["a"])[kind]) as cursor:
        refused(cursor, "select password from accounts_user")
        refused(cursor, "select * from accounts_user")
        refused(cursor, "select u from accounts_user u")
        refused(cursor, "select id from accounts_user where password like 'a%%'")
        refused(cursor, "update accounts_user set name = name")
        for table in (
            "mfa_authenticator",
            "accounts_session",
            "accounts_apitoken",
            "account_emailaddress",
            "django_session",
        ):
            refused(cursor, f"select * from {table}")
        assert count(cursor, "select count(*) from (select id, name from accounts_user) p") >= 6


def test_the_orm_reads_people_in_a_scope_without_their_password(sides: dict[str, Side], django_db_blocker: Any) -> None:
    from portal.accounts.models import User
    from portal.tenancy import scope as scopes

    with django_db_blocker.unblock():
        with scopes.enter(scopes_of(sides["a"])["center"]):
            user = User.objects.get(pk=sides["a"].staff)
            assert (user.name, user.password) == (sides["a"].rows["accounts_user"]["name"], "")
        with scopes.enter(scopes.login(sides["a"].staff)):
            assert User.objects.get(pk=sides["a"].staff).password == sides["a"].rows["accounts_user"]["password"]


@pytest.mark.parametrize("role", ["coordinator", "editor", "reviewer", "analyst", "sysadmin", "secadmin", "auditor"])
def test_a_center_seats_nobody_at_the_national_center(connect: Connect, sides: dict[str, Side], role: str) -> None:
    """The center's id is only a setting: naming the national center must not be enough to join it."""
    for center in (sides["a"].center, THIRD_CENTER):
        with within(connect("app"), Scope("scope_center", center_id=center, actor_id=sides["a"].staff)) as cursor:
            refused(
                cursor,
                "insert into tenancy_membership (user_id, center_id, role, granted_by_id, confirmed_by_id, created_at)"
                " values (%s, %s, %s, %s, %s, now())",
                *(sides["a"].owner, center, role, sides["a"].staff, sides["b"].staff),
                by=(errors.InsufficientPrivilege, errors.CheckViolation),
            )
            refused(
                cursor,
                "insert into accounts_invitation (center_id, email, name, role, token_hash, invited_by_id, reason, organisation,"
                " power_of_attorney, created_at, expires_at) values (%s, 'm@x.test', '', %s, 'm', %s, '', '', '', now(), now())",
                *(center, role, sides["a"].staff),
            )
