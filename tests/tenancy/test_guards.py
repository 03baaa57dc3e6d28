"""What triggers and grants keep in the tables: the case, the opinion, the trail, and what administrators do not read."""

from __future__ import annotations

import pytest
from psycopg2 import errors

from portal.tenancy.rls import MAY_BECOME
from portal.tenancy.scope import Scope
from tests.tenancy.attacks import count, enter, refused
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import Side

pytestmark = pytest.mark.usefixtures("sides")


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
        enter(cursor, scopes_of(a)["center"])
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
        enter(cursor, scopes_of(a)["center"])
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
