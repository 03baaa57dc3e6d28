"""An expert with SQL: nothing opens again, and nothing is signed."""

from __future__ import annotations

import pytest
from psycopg2 import errors

from portal.tenancy.scope import Scope
from tests.tenancy.attacks import count, enter, refused
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import Side

pytestmark = pytest.mark.usefixtures("sides")


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
        enter(cursor, scopes_of(a)["expert"])
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
        enter(cursor, scopes_of(a)["expert"])
        cursor.execute("update experts_assignment set state = 'active'")
        assert cursor.rowcount == 0


def test_only_the_expert_opens_an_assignment(connect: Connect, sides: dict[str, Side]) -> None:
    a = sides["a"]
    with within(connect("worker"), Scope("scope_system")) as cursor:
        cursor.execute("update experts_assignment set state = 'proposed' where case_id = %s", [a.case])
        enter(cursor, scopes_of(a)["center"])
        refused(cursor, "update experts_assignment set state = 'active'", by=errors.IntegrityConstraintViolation)
        enter(cursor, scopes_of(a)["enterprise"])
        refused(
            cursor,
            "update experts_assignment set state = 'active'",
            by=(errors.InsufficientPrivilege, errors.IntegrityConstraintViolation),
        )
        enter(cursor, scopes_of(a)["expert"])
        assert count(cursor, "select count(*) from cases_case") == 0
        cursor.execute("update experts_assignment set state = 'active', declared_at = now()")
        assert count(cursor, "select count(*) from cases_case") == 1


def test_an_expert_countersigns_nothing(connect: Connect, sides: dict[str, Side]) -> None:
    a = sides["a"]
    with within(connect("worker"), Scope("scope_system")) as cursor:
        cursor.execute("update cases_opinion set author_id = %s where case_id = %s", [a.expert, a.case])
        enter(cursor, scopes_of(a)["expert"])
        refused(
            cursor,
            "update cases_opinion set state = 'countersigned', content_hash = 'x', countersigned_by_id = %s",
            a.staff,
            by=(errors.InsufficientPrivilege, errors.IntegrityConstraintViolation),
        )
