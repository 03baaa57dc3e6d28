"""What somebody with SQL on a center's site tries next: other roles, other log-ins, functions, forged rows, the catalogue."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from psycopg2 import errors

from portal.tenancy.rls import MAY_BECOME, SCOPES
from portal.tenancy.scope import Scope
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import THIRD_CENTER, Side

pytestmark = pytest.mark.usefixtures("sides")
ALL_ROLES = {*SCOPES, "scope_system", "portal_definer", "portal_owner", "portal_worker", "portal_national", "postgres"}


def refused(cursor: Any, statement: str, *parameters: object, by: Any = errors.InsufficientPrivilege) -> None:
    """Assert that the database refuses a statement, and go on in the same transaction."""
    cursor.execute("savepoint attack")
    with pytest.raises(by):
        cursor.execute(statement, parameters)
    cursor.execute("rollback to attack")


def count(cursor: Any, query: str, *parameters: object) -> int:
    cursor.execute(query, parameters)
    return int(cursor.fetchone()[0])


# -- roles --------------------------------------------------------------------------------------------------------


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
        assert count(cursor, "select count(*) from cases_case") == 2
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


# -- log-ins ------------------------------------------------------------------------------------------------------


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


# -- seats --------------------------------------------------------------------------------------------------------


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


# -- functions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["center", "enterprise"])
def test_a_counter_tells_nothing_of_another_center(connect: Connect, sides: dict[str, Side], kind: str) -> None:
    with within(connect("app"), scopes_of(sides["a"])[kind]) as cursor:
        for center in (sides["b"].center, THIRD_CENTER, 0):
            refused(cursor, "select next_number(%s, 'case', 2026)", center, by=errors.NoDataFound)
        if kind == "center":
            assert count(cursor, "select next_number(%s, 'case', 2031)", sides["a"].center) == 1
        else:  # an applicant may only while the center holds their unfinished filing
            refused(cursor, "select next_number(%s, 'case', 2026)", sides["a"].center, by=errors.NoDataFound)
            cursor.execute("select case_take_custody(%s, %s)", [sides["a"].draft, sides["a"].center])
            assert count(cursor, "select next_number(%s, 'case', 2031)", sides["a"].center) == 1
            refused(cursor, "select next_number(%s, 'letter', 2031)", sides["a"].center, by=errors.NoDataFound)


def test_custody_is_taken_of_own_drafts_only(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    with within(connect("app"), scopes_of(a)["enterprise"]) as cursor:
        for case, center in ((b.draft, b.center), (b.case, a.center), (a.case, b.center), (a.draft, 0), (a.draft, 1)):
            refused(cursor, "select case_take_custody(%s, %s)", case, center, by=errors.NoDataFound)
        cursor.execute("select case_take_custody(%s, %s)", [a.draft, b.center])
        assert count(cursor, "select center_id from cases_case where id = %s", a.draft) == b.center
    with within(connect("app"), scopes_of(a)["center"]) as cursor:
        refused(cursor, "select case_take_custody(%s, %s)", a.draft, a.center)


@pytest.mark.parametrize("kind", ["center", "expert"])
def test_versions_of_a_foreign_opinion_are_not_counted(connect: Connect, sides: dict[str, Side], kind: str) -> None:
    with within(connect("app"), scopes_of(sides["a"])[kind]) as cursor:
        refused(cursor, "select opinion_next_version(%s)", sides["b"].case, by=errors.NoDataFound)
        assert count(cursor, "select opinion_next_version(%s)", sides["a"].case) == 2


def test_search_finds_the_own_side_only(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    for kind in ("center", "enterprise"):
        with within(connect("app"), scopes_of(a)[kind]) as cursor:
            for term in (b.mark, b.mark.lower(), "%", "_", "' or true --", "MARK"):
                cursor.execute("select * from case_search(%s)", [term])
                assert not {b.case, b.draft} & {case for (case,) in cursor.fetchall()}, term
            assert count(cursor, "select count(*) from case_search(%s)", a.mark) >= 1
    for kind in ("expert", "login"):
        with within(connect("app"), scopes_of(a)[kind]) as cursor:
            refused(cursor, "select * from case_search(%s)", a.mark)


def test_public_questions_take_no_wildcards(connect: Connect, sides: dict[str, Side]) -> None:
    b = sides["b"]
    with within(connect("app"), Scope("none")) as cursor:
        for guess in ("%", "", "_", b.mark, None):
            assert count(cursor, "select count(*) from case_status(%s)", guess) == 0
            assert (
                count(cursor, "select count(*) from paper_verify(%s, %s)", b.rows["cases_paper"]["number"], guess) == 0
            )
        assert count(cursor, "select count(*) from case_status(%s)", b.rows["cases_case"]["receipt_code"]) == 1
        paper = b.rows["cases_paper"]
        assert count(cursor, "select count(*) from paper_verify(%s, %s)", paper["number"], paper["content_hash"]) == 1
        assert (
            count(cursor, "select count(*) from paper_verify(%s, %s)", paper["number"], paper["content_hash"][:8]) == 0
        )


# -- forged rows --------------------------------------------------------------------------------------------------

TRANSFER = (
    "insert into cases_transfer (public_id, case_id, center_id, enterprise_id, from_center_id, to_center_id, reason, synopsis,"
    " state, proposed_by_id, proposed_at, answer) values (%s, %s, %s, %s, %s, %s, '', '{}', %s, null, now(), '')"
)


def test_a_center_cannot_propose_to_itself_what_another_keeps(connect: Connect, sides: dict[str, Side]) -> None:
    """The theft of a case: write the other center's proposal, then accept it."""
    a, b = sides["a"], sides["b"]
    with within(connect("app"), scopes_of(b)["center"]) as cursor:
        for held, origin in ((a.center, a.center), (b.center, a.center), (a.center, b.center)):
            refused(cursor, TRANSFER, str(uuid4()), a.case, held, a.enterprise, origin, b.center, "proposed")
        refused(cursor, "select case_transfer_decide(%s, true, '')", str(uuid4()), by=errors.NoDataFound)


def test_a_proposal_is_decided_by_its_receiver_once(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    transfer = str(uuid4())
    with within(connect("app"), scopes_of(a)["center"]) as cursor:
        refused(cursor, TRANSFER, str(uuid4()), a.case, a.center, a.enterprise, a.center, b.center, "accepted")
        cursor.execute(TRANSFER, [transfer, a.case, a.center, a.enterprise, a.center, b.center, "proposed"])
        refused(cursor, "select case_transfer_decide(%s, true, '')", transfer, by=errors.NoDataFound)
        refused(cursor, "update cases_transfer set state = 'accepted' where public_id = %s", transfer)
        refused(cursor, "update cases_transfer set to_center_id = %s where public_id = %s", THIRD_CENTER, transfer)
        for stranger in (
            Scope("scope_center", center_id=THIRD_CENTER),
            Scope("scope_enterprise", enterprise_id=b.enterprise),
        ):
            _enter(cursor, stranger)
            refused(
                cursor,
                "select case_transfer_decide(%s, true, '')",
                transfer,
                by=(errors.NoDataFound, errors.InsufficientPrivilege),
            )
        _enter(cursor, scopes_of(b)["center"])
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 0
        cursor.execute("select case_transfer_decide(%s, true, '')", [transfer])
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 1
        refused(cursor, "select case_transfer_decide(%s, true, '')", transfer, by=errors.LockNotAvailable)


def test_every_child_follows_its_case_to_the_new_center(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    children = sorted(table for table, row in a.rows.items() if {"case_id", "center_id", "enterprise_id"} <= set(row))
    assert len(children) >= 18
    transfer = str(uuid4())
    with within(connect("app"), scopes_of(a)["center"]) as cursor:
        before = {
            table: count(cursor, f"select count(*) from {table} where case_id = %s", a.case) for table in children
        }
        assert all(before.values()), before
        cursor.execute(TRANSFER, [transfer, a.case, a.center, a.enterprise, a.center, b.center, "proposed"])
        _enter(cursor, scopes_of(b)["center"])
        cursor.execute("select case_transfer_decide(%s, true, '')", [transfer])
        after = {table: count(cursor, f"select count(*) from {table} where case_id = %s", a.case) for table in children}
        assert {table: after[table] for table in before} == before | {"cases_transfer": before["cases_transfer"] + 1}
        _enter(cursor, scopes_of(a)["center"])
        left = {table: count(cursor, f"select count(*) from {table} where case_id = %s", a.case) for table in children}
        # The old center keeps its own record of having handed the case over, and nothing else.
        assert left == dict.fromkeys(children, 0) | {"cases_transfer": before["cases_transfer"] + 1}
        _enter(cursor, scopes_of(a)["enterprise"])
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 1


def _enter(cursor: Any, scope: Scope) -> None:
    from portal.tenancy.scope import ENTER_SQL

    cursor.execute(ENTER_SQL, scope.parameters())


# -- the expert ---------------------------------------------------------------------------------------------------

ENDINGS = {
    "revoked": "update experts_assignment set state = 'revoked' where case_id = %s",
    "expired": "update experts_assignment set ends_at = now() - interval '1 second' where case_id = %s",
    "conflict": "update experts_assignment set state = 'conflicted' where case_id = %s",
    "ended": "update experts_assignment set state = 'ended' where case_id = %s",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_experts_access_ends_with_the_assignment(connect: Connect, sides: dict[str, Side], ending: str) -> None:
    a = sides["a"]
    opened = ("cases_case", "cases_casefile", "cases_message", "cases_opinion", "cases_paper", "cases_timelineentry")
    with within(connect("worker"), scopes_of(a)["expert"]) as cursor:
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 1
        cursor.execute("set local role scope_system")
        cursor.execute(ENDINGS[ending], [a.case])
        _enter(cursor, scopes_of(a)["expert"])
        for table in opened:
            assert count(cursor, f"select count(*) from {table}") == 0, table
        refused(cursor, "select opinion_next_version(%s)", a.case, by=errors.NoDataFound)


def test_an_expert_reopens_prolongs_and_moves_nothing(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    with within(connect("worker"), scopes_of(a)["expert"]) as cursor:
        refused(cursor, "update experts_assignment set ends_at = 'infinity'")
        refused(
            cursor,
            "update experts_assignment set case_id = %s, center_id = %s, enterprise_id = %s",
            b.case,
            b.center,
            b.enterprise,
        )
        refused(cursor, "update experts_assignment set expert_user_id = %s", b.expert)
        refused(cursor, "update experts_expert set is_national = true")
        refused(cursor, "update experts_expert set term_to = '2099-01-01'")
        refused(cursor, "update experts_assignment set state = 'proposed'")
        cursor.execute("set local role scope_system")
        cursor.execute(ENDINGS["revoked"], [a.case])
        _enter(cursor, scopes_of(a)["expert"])
        cursor.execute("update experts_assignment set state = 'active'")
        assert cursor.rowcount == 0


def test_only_the_expert_opens_an_assignment(connect: Connect, sides: dict[str, Side]) -> None:
    a = sides["a"]
    with within(connect("worker"), Scope("scope_system")) as cursor:
        cursor.execute("update experts_assignment set state = 'proposed' where case_id = %s", [a.case])
        _enter(cursor, scopes_of(a)["center"])
        refused(cursor, "update experts_assignment set state = 'active'", by=errors.IntegrityConstraintViolation)
        _enter(cursor, scopes_of(a)["enterprise"])
        refused(
            cursor,
            "update experts_assignment set state = 'active'",
            by=(errors.InsufficientPrivilege, errors.IntegrityConstraintViolation),
        )
        _enter(cursor, scopes_of(a)["expert"])
        assert count(cursor, "select count(*) from cases_case") == 0
        cursor.execute("update experts_assignment set state = 'active', declared_at = now()")
        assert count(cursor, "select count(*) from cases_case") == 1


def test_an_expert_countersigns_nothing(connect: Connect, sides: dict[str, Side]) -> None:
    a = sides["a"]
    with within(connect("worker"), Scope("scope_system")) as cursor:
        cursor.execute("update cases_opinion set author_id = %s where case_id = %s", [a.expert, a.case])
        _enter(cursor, scopes_of(a)["expert"])
        refused(
            cursor,
            "update cases_opinion set state = 'countersigned', content_hash = 'x', countersigned_by_id = %s",
            a.staff,
            by=(errors.InsufficientPrivilege, errors.IntegrityConstraintViolation),
        )


# -- guards in the tables -----------------------------------------------------------------------------------------


def test_guards_of_the_case(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    broken = errors.IntegrityConstraintViolation
    with within(connect("app"), scopes_of(a)["center"]) as cursor:
        refused(cursor, "delete from cases_case", by=broken)
        refused(cursor, "update cases_case set number = 'other'", by=broken)
        refused(cursor, "update cases_case set enterprise_id = %s", b.enterprise, by=broken)
    with within(connect("app"), scopes_of(a)["enterprise"]) as cursor:
        refused(cursor, "update cases_case set center_id = %s where id = %s", b.center, a.case, by=broken)
        refused(cursor, "update cases_case set center_id = %s where id = %s", b.center, a.draft, by=broken)
        refused(cursor, "delete from cases_case where id = %s", a.case, by=broken)
        cursor.execute("delete from cases_case where id = %s", [a.draft])
        assert cursor.rowcount == 1


def test_an_opinion_is_born_a_draft_and_frozen_by_somebody_else(connect: Connect, sides: dict[str, Side]) -> None:
    a = sides["a"]
    broken = (errors.IntegrityConstraintViolation, errors.CheckViolation)
    sign = "update cases_opinion set state = 'countersigned', content_hash = 'x', countersigned_by_id = %s"
    with within(connect("worker"), scopes_of(a)["center"]) as cursor:
        refused(cursor, sign, a.owner, by=broken)  # not submitted
        cursor.execute("update cases_opinion set state = 'submitted'")
        refused(cursor, sign, a.owner, by=broken)  # in somebody else's name
        refused(cursor, sign, a.staff, by=broken)  # the author's own
        refused(cursor, sign, None, by=broken)
        cursor.execute("set local role scope_system")
        cursor.execute("update cases_opinion set author_id = %s where case_id = %s", [a.expert, a.case])
        _enter(cursor, scopes_of(a)["center"])
        cursor.execute(sign, [a.staff])
        refused(cursor, "update cases_opinion set facts = 'other'", by=broken)
        refused(cursor, "update cases_opinion set state = 'draft'", by=broken)
        refused(cursor, "delete from cases_opinion", by=broken)


def test_an_opinion_is_its_authors_and_waits_unchanged(connect: Connect, sides: dict[str, Side]) -> None:
    a = sides["a"]
    broken = errors.IntegrityConstraintViolation
    copied = """insert into cases_opinion (public_id, number, author_id, facts, analysis, options, risks, recommendation,
        state, row_version, returned_reason, content_hash, created_at, updated_at, case_id, center_id, enterprise_id)
        select gen_random_uuid(), 90 + %s, %s, facts, analysis, options, risks, recommendation, 'draft', 1, '', '', now(),
        now(), case_id, center_id, enterprise_id from cases_opinion where author_id = %s limit 1"""
    with within(connect("worker"), scopes_of(a)["center"]) as cursor:
        refused(cursor, copied, 1, a.expert, a.staff, by=broken)  # in somebody else's name
        refused(cursor, copied, 1, None, a.staff, by=broken)
        cursor.execute(copied, [1, a.staff, a.staff])
        assert cursor.rowcount == 1
        refused(cursor, "update cases_opinion set author_id = %s", a.expert, by=broken)
        refused(cursor, "update cases_opinion set author_id = null", by=broken)
        cursor.execute("update cases_opinion set facts = 'other'")
        cursor.execute("update cases_opinion set state = 'submitted', submitted_at = now()")
        for text in ("facts", "analysis", "risks", "recommendation"):
            refused(cursor, f"update cases_opinion set {text} = 'swapped'", by=broken)
            refused(cursor, f"update cases_opinion set {text} = 'swapped', state = 'returned'", by=broken)
        refused(cursor, """update cases_opinion set options = '[{"title": "swapped"}]'""", by=broken)
        refused(cursor, "update cases_opinion set number = 7", by=broken)
        refused(cursor, "update cases_opinion set state = 'draft'", by=broken)
        refused(cursor, "update cases_opinion set state = 'returned'", by=broken)  # by the author
        cursor.execute("set local role scope_system")
        cursor.execute("update cases_opinion set author_id = %s where case_id = %s", [a.expert, a.case])
        _enter(cursor, scopes_of(a)["center"])
        cursor.execute("update cases_opinion set state = 'returned', returned_reason = 'more'")
        cursor.execute("update cases_opinion set state = 'draft', risks = 'more'")


@pytest.mark.parametrize("login", ["app", "national", "worker"])
def test_the_trail_can_only_grow(connect: Connect, sides: dict[str, Side], login: str) -> None:
    for role in sorted(MAY_BECOME[f"portal_{login}"]):
        with within(connect(login), Scope(actor_id=sides["a"].staff, admin_kind="auditor")) as cursor:
            cursor.execute(f"set local role {role}")
            for table in ("audit_auditentry", "audit_auditseal"):
                for statement in (f"update {table} set id = id", f"delete from {table}", f"truncate {table}"):
                    refused(cursor, statement, by=(errors.InsufficientPrivilege, errors.UndefinedColumn))
            if role not in {"scope_admin", "scope_system"}:
                refused(cursor, "select * from audit_auditseal")


def test_administrators_read_no_case(connect: Connect, sides: dict[str, Side]) -> None:
    for kind in ("sysadmin", "secadmin", "auditor"):
        with within(connect("national"), Scope("scope_admin", actor_id=sides["a"].staff, admin_kind=kind)) as cursor:
            for table in sides["a"].rows:
                if table.startswith(("cases_", "experts_")) and table != "cases_savedview":
                    refused(cursor, f"select * from {table}")
            if kind != "auditor":
                assert count(cursor, "select count(*) from audit_auditentry") == 0
