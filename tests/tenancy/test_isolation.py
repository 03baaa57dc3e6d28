"""Raw SQL against every tenant table, from every scope of one side: the other side's rows are neither seen nor touched.

The tables come out of the catalogue. A new one is covered the moment it exists, and fails here until both sides have a
row in it (tests/tenancy/rows.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from psycopg2 import errors, sql

from portal.tenancy.rls import SHARED_TABLES
from portal.tenancy.scope import Scope
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import Side, columns_of, primary_keys
from tests.tenancy.values import PAST_GUARDS

# Where anybody may put something in and nobody but the worker or the auditor reads it.
LETTER_BOXES = {"audit_auditentry", "notices_outboxevent"}
# A name stands beside a message whoever wrote it; the credentials stay hidden (test_log_ins).
DIRECTORY = {"accounts_user"}
# Whoever logs in is looked up before anybody is known; guarded by login instead (test_log_ins).
LOG_INS = {
    "accounts_user", "account_emailaddress", "mfa_authenticator", "accounts_apitoken", "usersessions_usersession",
    "accounts_session",
}  # fmt: skip
REFUSED = (errors.InsufficientPrivilege,)


@pytest.fixture(scope="module")
def catalogue(connect: Connect) -> dict[str, Any]:
    """Tenant tables with columns and primary keys."""
    with within(connect("superuser"), None) as cursor:
        columns = {name: found for name, found in columns_of(cursor).items() if name not in SHARED_TABLES}
        return {"columns": columns, "keys": primary_keys(cursor)}


def tables(catalogue: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for table in catalogue["columns"]:
        yield table, catalogue["keys"][table]


def visible(cursor: Any, table: str) -> list[dict[str, Any]] | None:
    """Read a whole table; None when the role may not."""
    cursor.execute("savepoint reading")
    try:
        cursor.execute(
            sql.SQL("select to_jsonb(t)::text from (select {} from {}) t").format(
                sql.SQL("*") if table not in DIRECTORY else sql.SQL("id, name"), sql.Identifier(table)
            )
        )
    except errors.InsufficientPrivilege:
        cursor.execute("rollback to reading")
        return None
    return [json.loads(row) for (row,) in cursor.fetchall()]


def attempt(cursor: Any, statement: sql.Composable, parameters: list[Any]) -> int:
    """Run a write and count the rows it reached; a refusal by the database counts as 0. Undone either way."""
    cursor.execute("savepoint writing")
    try:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)
    except REFUSED:
        return 0
    finally:
        cursor.execute("rollback to writing")


def test_every_table_has_rows_on_both_sides(sides: dict[str, Side], catalogue: dict[str, Any]) -> None:
    empty = {(name, table) for name, side in sides.items() for table, _ in tables(catalogue) if table not in side.rows}
    assert empty == set()
    assert len(catalogue["columns"]) >= 35


@pytest.mark.parametrize("kind", ["center", "enterprise", "expert", "login"])
@pytest.mark.parametrize(("mine", "theirs"), [("a", "b"), ("b", "a")])
def test_nothing_of_the_other_side_is_seen(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any], kind: str, mine: str, theirs: str
) -> None:
    seen: dict[str, list[Any]] = {}
    with within(connect("app"), scopes_of(sides[mine])[kind]) as cursor:
        for table, key in tables(catalogue):
            rows = visible(cursor, table) or []
            foreign = sides[theirs].rows[table][key]
            if table in DIRECTORY or (kind == "login" and table in LOG_INS):
                continue
            seen[table] = [row for row in rows if row[key] == foreign or sides[theirs].mark in json.dumps(row)]
    assert {table: rows for table, rows in seen.items() if rows} == {}


# What each scope must see of its own, so that an empty answer cannot pass for isolation.
OWN: Mapping[str, set[str]] = {
    "center": {
        "cases_case", "cases_casefile", "cases_note", "cases_message", "cases_opinion", "cases_transfer", "cases_deadline",
        "cases_paper", "cases_timelineentry", "cases_caserollup", "experts_assignment", "experts_expert",
        "accounts_enterprise", "accounts_invitation", "tenancy_membership",
    },
    "enterprise": {
        "cases_case", "cases_casefile", "cases_message", "cases_deadline", "cases_paper", "cases_timelineentry",
        "cases_transfer", "experts_assignment", "accounts_enterprise", "accounts_enterprisemember", "notices_notice",
    },
    "expert": {
        "cases_case", "cases_casefile", "cases_message", "cases_deadline", "cases_timelineentry", "experts_assignment",
        "experts_expert",
    },
    "login": {"accounts_enterprise", "accounts_enterprisemember", "notices_notice", "notices_noticepreference"},
}  # fmt: skip


@pytest.mark.parametrize("kind", OWN)
def test_the_own_side_is_seen(connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any], kind: str) -> None:
    missing = set()
    with within(connect("app"), scopes_of(sides["a"])[kind]) as cursor:
        for table in OWN[kind]:
            key = catalogue["keys"][table]
            rows = visible(cursor, table) or []
            if sides["a"].rows[table][key] not in {row[key] for row in rows}:
                missing.add(table)
    assert missing == set()


def test_the_nation_sees_both_sides_and_no_draft(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any]
) -> None:
    scope = Scope("scope_national", actor_id=sides["a"].staff)
    read = set()
    with within(connect("national"), scope) as cursor:
        for table, key in tables(catalogue):
            rows = visible(cursor, table)
            ids = {row[key] for row in rows or []}
            both = {side.rows[table][key] for side in sides.values()}
            if both <= ids:
                read.add(table)
            if table == "cases_case":
                assert not {side.draft for side in sides.values()} & ids
    assert {table for table in catalogue["columns"] if table.startswith(("cases_", "experts_"))} - read <= {
        "cases_counter", "cases_savedview",
    }  # fmt: skip


def test_the_system_sees_both_sides_of_everything(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any]
) -> None:
    with within(connect("worker"), Scope("scope_system")) as cursor:
        for table, key in tables(catalogue):
            ids = {row[key] for row in visible(cursor, table) or []}
            assert {side.rows[table][key] for side in sides.values()} <= ids, table


@pytest.mark.parametrize("login", ["app", "national", "worker"])
def test_a_login_without_a_role_is_refused(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any], login: str
) -> None:
    """Tables of cases: permission denied. Tables of the acting person, and of log-ins: no rows without an actor."""
    with within(connect(login), None) as cursor:
        for table, _key in tables(catalogue):
            rows = visible(cursor, table)
            if table.startswith(("cases_", "experts_")):
                assert rows is None, table
            elif table not in LOG_INS:
                assert not rows, table


@pytest.mark.parametrize("role", ["scope_center", "scope_enterprise", "scope_expert"])
@pytest.mark.parametrize("nothing", ["", "0"])
def test_a_role_without_an_id_sees_no_rows(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any], role: str, nothing: str
) -> None:
    with within(connect("app"), None) as cursor:
        cursor.execute(
            "select set_config('role', %s, true), set_config('app.center_id', %s, true),"
            " set_config('app.enterprise_id', %s, true), set_config('app.actor_id', %s, true)",
            [role, nothing, nothing, nothing],
        )
        for table, _key in tables(catalogue):
            if table not in DIRECTORY:
                assert not visible(cursor, table), table


def test_an_id_of_another_axis_opens_nothing(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any]
) -> None:
    """A center's scope that also names the other side's enterprise still sees its own center only."""
    a, b = sides["a"], sides["b"]
    mixed = Scope("scope_center", center_id=a.center, enterprise_id=b.enterprise, actor_id=a.staff)
    with within(connect("app"), mixed) as cursor:
        for table, key in tables(catalogue):
            if table not in DIRECTORY:
                assert b.rows[table][key] not in {row[key] for row in visible(cursor, table) or []}, table


# -- writing ------------------------------------------------------------------------------------------------------


UNIQUE_TEXTS = {
    "number", "receipt_code", "code", "uscc", "email", "key", "token_hash", "session_key", "recipient", "topic", "name",
}  # fmt: skip


def renewed(row: Mapping[str, Any], columns: list[Any], key: str) -> dict[str, Any]:
    """Copy a row with every value that must be unique exchanged, so that only a policy can refuse it."""
    copy = {column.name: row[column.name] for column in columns}
    for column in columns:
        if column.name == key and column.type in {"bigint", "integer"}:
            copy[column.name] = 999_000_001
        elif column.type == "uuid" and column.target is None:
            copy[column.name] = str(uuid4())
        elif column.target is None and column.name in UNIQUE_TEXTS and isinstance(copy[column.name], str):
            copy[column.name] = uuid4().hex[: column.length]
    return copy


def insert(table: str, row: Mapping[str, Any]) -> tuple[sql.Composable, list[Any]]:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    statement = sql.SQL("insert into {} ({}) select {} from jsonb_populate_record(null::{}, %s::jsonb)").format(
        sql.Identifier(table), names, names, sql.Identifier(table)
    )
    return statement, [json.dumps(row)]


@pytest.mark.parametrize("kind", ["center", "enterprise", "expert", "login"])
def test_nothing_of_the_other_side_is_written(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any], kind: str
) -> None:
    a, b = sides["a"], sides["b"]
    reached: list[tuple[str, str]] = []
    scope = scopes_of(a)[kind]
    with within(connect("app"), scope) as cursor:
        for table, key in tables(catalogue):
            if kind == "login" and table in LOG_INS:
                continue
            columns, row = catalogue["columns"][table], dict(b.rows[table])
            row |= {
                name: scope.actor_id if value == "@me" else value for name, value in PAST_GUARDS.get(table, {}).items()
            }
            where = sql.SQL(" where {} = %s").format(sql.Identifier(key))
            touch = sql.SQL("update {0} set {1} = {1}").format(sql.Identifier(table), sql.Identifier(columns[-1].name))
            erase = sql.SQL("delete from {}").format(sql.Identifier(table))
            writes = {
                "update": (touch + where, [row[key]]),
                "delete": (erase + where, [row[key]]),
                "insert": insert(table, renewed(row, columns, key)),
            }
            for word, (statement, parameters) in writes.items():
                if attempt(cursor, statement, parameters) and not (word == "insert" and table in LETTER_BOXES):
                    reached.append((table, word))
    assert reached == []


def test_writes_without_a_where_leave_the_other_side_alone(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any]
) -> None:
    """The widest UPDATE and DELETE that a center can send; the superuser looks in the same transaction's snapshot."""
    a, b = sides["a"], sides["b"]
    for kind, scope in scopes_of(a).items():
        with within(connect("app"), scope) as cursor:
            for table, key in tables(catalogue):
                if kind == "login" and table in LOG_INS:
                    continue
                column = catalogue["columns"][table][-1].name
                cursor.execute("savepoint wide")
                try:
                    cursor.execute(
                        sql.SQL("update {0} set {1} = {1} returning {2}").format(
                            sql.Identifier(table), sql.Identifier(column), sql.Identifier(key)
                        )
                    )
                except (*REFUSED, psycopg2.IntegrityError):
                    cursor.execute("rollback to wide")
                    continue
                assert b.rows[table][key] not in {value for (value,) in cursor.fetchall()}, (kind, table)
                cursor.execute("rollback to wide")


@pytest.mark.parametrize("kind", ["center", "enterprise", "expert"])
def test_no_row_moves_to_the_other_side(
    connect: Connect, sides: dict[str, Side], catalogue: dict[str, Any], kind: str
) -> None:
    """One's own row cannot be given the other side's keys, and nothing can be hung on the other side's case."""
    a, b = sides["a"], sides["b"]
    moved: list[tuple[str, str]] = []
    with within(connect("app"), scopes_of(a)[kind]) as cursor:
        for table, key in tables(catalogue):
            columns = catalogue["columns"][table]
            names = {column.name for column in columns}
            for column in sorted({"center_id", "enterprise_id", "case_id"} & names):
                change = sql.SQL("update {} set {} = %s where {} = %s").format(
                    sql.Identifier(table), sql.Identifier(column), sql.Identifier(key)
                )
                there = b.spare if column == "case_id" else b.rows[table][column]
                if there is not None and _moved(cursor, change, [there, a.rows[table][key]]):
                    moved.append((table, f"update {column}"))
            if "case_id" in names:
                hung = renewed(a.rows[table], columns, key) | {"case_id": b.spare}
                if _moved(cursor, *insert(table, hung)):
                    moved.append((table, "insert"))
    assert moved == []


def _moved(cursor: Any, statement: sql.Composable, parameters: list[Any]) -> int:
    """As `attempt`, where a broken key or a guard's exception is a refusal as well."""
    cursor.execute("savepoint moving")
    try:
        cursor.execute(statement, parameters)
        count = int(cursor.rowcount)
        cursor.execute("set constraints all immediate")
        return count
    except (*REFUSED, errors.ForeignKeyViolation, errors.CheckViolation, errors.IntegrityConstraintViolation):
        return 0
    finally:
        cursor.execute("rollback to moving")


def test_the_orm_without_its_filters_sees_one_side(
    sides: dict[str, Side], catalogue: dict[str, Any], django_db_blocker: Any
) -> None:
    """`_base_manager` of every model, in the scopes that requests enter."""
    from django.apps import apps

    from portal.tenancy import scope as scopes

    a, b = sides["a"], sides["b"]
    counted = 0
    with django_db_blocker.unblock():
        for kind, scope in scopes_of(a).items():
            if kind == "login":
                continue
            with scopes.enter(scope):
                for model in apps.get_models():
                    table = model._meta.db_table
                    if table not in catalogue["columns"] or table in DIRECTORY or visible_to_orm(model) is None:
                        continue
                    counted += 1
                    found = {str(pk) for pk in visible_to_orm(model) or []}
                    assert str(b.rows[table][catalogue["keys"][table]]) not in found, (kind, table)
    assert counted > 40


def visible_to_orm(model: Any) -> list[Any] | None:
    from django.db import ProgrammingError, transaction

    try:
        with transaction.atomic():
            return [row.pk for row in model._base_manager.all()]
    except ProgrammingError:
        return None
