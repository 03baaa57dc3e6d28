"""Two sides of everything: one row per side in every table, filled by introspection and marked with its side's canary.

A new table needs nothing here unless a CHECK wants particular values: then give them in values.py. A table that stays
empty on either side fails `test_every_table_has_rows_on_both_sides`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg2 import sql

from portal.tenancy.rls import SHARED_TABLES
from portal.uuid7 import uuid7
from tests.tenancy.values import VALUES

SIDES = ("a", "b")
MARKS = {"a": "ALDER-MARK", "b": "BIRCH-MARK"}
# Ids of the rows that everything else hangs on, told apart by side; far above what sequences give.
FIRST_ID = {"a": 910_000, "b": 920_000}


@dataclass
class Side:
    """The ids of one side: center, enterprise, three people, a filed case and a draft in the drawer."""

    name: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        return MARKS[self.name]

    @property
    def center(self) -> int:
        return FIRST_ID[self.name]

    @property
    def enterprise(self) -> int:
        return FIRST_ID[self.name]

    @property
    def case(self) -> int:
        return FIRST_ID[self.name]

    @property
    def draft(self) -> int:
        return FIRST_ID[self.name] + 1

    @property
    def spare(self) -> int:
        """A filed case with nothing on it."""
        return FIRST_ID[self.name] + 2

    @property
    def closed(self) -> int:
        """A closed case, of which a typical case may be made."""
        return FIRST_ID[self.name] + 3

    @property
    def owner(self) -> int:
        """The enterprise's person; the generic `user_id`."""
        return FIRST_ID[self.name]

    @property
    def staff(self) -> int:
        return FIRST_ID[self.name] + 1

    @property
    def expert(self) -> int:
        return FIRST_ID[self.name] + 2


THIRD_CENTER = 930_000


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    length: int | None
    nullable: bool
    target: str | None


def columns_of(cursor: Any) -> dict[str, list[Column]]:
    """List the writable columns of every table, with the table each one refers to."""
    cursor.execute(
        """select c.relname, a.attname, format_type(a.atttypid, null), case when a.atttypmod > 4 then a.atttypmod - 4 end,
                  not a.attnotnull,
                  (select f.confrelid::regclass::text from pg_constraint f
                    where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum] limit 1)
             from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
             join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            where c.relkind in ('r', 'p') order by c.relname, a.attnum"""
    )
    tables: dict[str, list[Column]] = {}
    for table, *column in cursor.fetchall():
        tables.setdefault(table, []).append(Column(*column))
    return tables


def primary_keys(cursor: Any) -> dict[str, str]:
    """Give each table's one-column primary key."""
    cursor.execute(
        """select i.indrelid::regclass::text, a.attname from pg_index i
             join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
             join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace where i.indisprimary"""
    )
    return dict(cursor.fetchall())


def plant(cursor: Any) -> dict[str, Side]:
    """Write both sides as the system scope (on a superuser's connection); return them with every row as JSON."""
    tables = {name: columns for name, columns in columns_of(cursor).items() if name not in SHARED_TABLES}
    centers = columns_of(cursor)["tenancy_center"]
    keys = primary_keys(cursor)
    sides = {name: Side(name) for name in SIDES}
    cursor.execute("set local role scope_system")
    for side in sides.values():
        _insert(cursor, side, "tenancy_center", _row("tenancy_center", centers, "id", side))
    third = _row("tenancy_center", centers, "id", sides["a"])
    _insert(cursor, None, "tenancy_center", third | {"id": THIRD_CENTER, "code": "third"})
    for table in _parents_first(tables):
        if table == "subscriptions_dispatch":
            _editions(cursor, sides)
        for side in sides.values():
            # Words are written by somebody (revision_guard).
            cursor.execute("select set_config('app.actor_id', %s, true)", [str(side.staff)])
            row = _row(table, tables[table], keys.get(table), side)
            if table == "accounts_user":
                for user in (side.expert, side.staff):
                    _insert(cursor, None, table, row | {"id": user, "email": f"{side.mark.lower()}-{user}@example.com"})
            if table == "tenancy_membership":
                _insert(cursor, None, table, row | {"id": side.expert, "user_id": side.expert, "role": "expert"})
            _insert(cursor, side, table, row)
            if table == "cases_case":
                draft = {"id": side.draft, "center_id": 0, "state": "draft", "number": "", "receipt_code": ""}
                _insert(cursor, None, table, row | draft | {"public_id": str(uuid7())})
                spare = {"id": side.spare, "number": f"{side.mark}-spare", "receipt_code": f"{side.mark}-2"}
                _insert(cursor, None, table, row | spare | {"public_id": str(uuid7())})
                closed = {"id": side.closed, "number": f"{side.mark}-closed", "receipt_code": f"{side.mark}-3"}
                _insert(cursor, None, table, row | closed | {"public_id": str(uuid7()), "state": "closed"})
    cursor.execute("set constraints all immediate")
    cursor.execute("select set_config('app.actor_id', '', true)")
    cursor.execute("reset role")
    for side in sides.values():
        for table, row in side.rows.items():
            key = keys[table]
            query = sql.SQL("select to_jsonb(t) from {} t where t.{} = %s")
            cursor.execute(query.format(sql.Identifier(table), sql.Identifier(key)), [row[key]])
            side.rows[table] = cursor.fetchone()[0]
    return sides


def _editions(cursor: Any, sides: Mapping[str, Side]) -> None:
    """Let each side's item have an edition, which everybody reads; its guard is another test's matter."""
    cursor.execute("reset role")
    cursor.execute("set local session_replication_role = replica")
    columns = columns_of(cursor)["publishing_edition"]
    for side in sides.values():
        row = _row("publishing_edition", columns, "id", side)
        _insert(cursor, side, "publishing_edition", row)
    cursor.execute("set local session_replication_role = origin")
    cursor.execute("set local role scope_system")


def _parents_first(tables: Mapping[str, list[Column]]) -> list[str]:
    order: list[str] = []

    def visit(table: str, path: tuple[str, ...]) -> None:
        if table in order or table in path or table not in tables:
            return
        for column in tables[table]:
            if column.target or column.name == "case_id":
                visit(column.target or "cases_case", (*path, table))
        order.append(table)

    for table in sorted(tables):
        visit(table, ())
    return order


def _row(table: str, columns: list[Column], key: str | None, side: Side) -> dict[str, Any]:
    row = {column.name: _value(table, column, key, side) for column in columns}
    for name, value in VALUES.get(table, {}).items():
        row[name] = _special(value, side)
    return row


def _special(value: Any, side: Side) -> Any:
    if not isinstance(value, str):
        return value
    if value.startswith("@"):
        return THIRD_CENTER if value == "@third" else getattr(side, value[1:])
    return value.replace("{mark}", side.mark).replace("{short}", side.mark[:5]).replace("{low}", side.name)


_PLACES = {
    "center_id": "center",
    "from_center_id": "center",
    "registered_center_id": "center",
    "enterprise_id": "enterprise",
    "case_id": "case",
}


def _value(table: str, column: Column, key: str | None, side: Side) -> Any:
    name = column.name
    if name in _PLACES:
        return getattr(side, _PLACES[name])
    if column.target == "accounts_user" or name in {"user_id", "actor_id"}:
        return side.owner
    if column.target and column.target != table:
        return side.rows.get(column.target, {}).get("id")
    if name == key and column.type in {"bigint", "integer"}:
        return FIRST_ID[side.name]
    return _by_type(table, column, side)


def _by_type(table: str, column: Column, side: Side) -> Any:
    kind = column.type
    if kind in {"character varying", "text", "character"}:
        if column.length is not None and column.length >= 64 and column.name.endswith(("hash", "sha256", "sm3")):
            return hashlib.sha256(f"{side.mark} {table} {column.name}".encode()).hexdigest()
        return f"{side.mark} {table}.{column.name}"[: column.length]
    if kind == "jsonb":
        return json.dumps({"canary": side.mark})
    if kind.endswith("[]"):
        return "{}"
    return _PLAIN[kind]() if kind in _PLAIN else None


_PLAIN: Mapping[str, Any] = {
    "uuid": lambda: str(uuid7()),
    "boolean": lambda: False,
    "bigint": lambda: 1,
    "integer": lambda: 1,
    "smallint": lambda: 1,
    "numeric": lambda: 1,
    "date": lambda: "2026-01-05",
    "timestamp with time zone": lambda: "2026-01-05T08:00:00Z",
    "inet": lambda: "192.0.2.1",
}


def _insert(cursor: Any, side: Side | None, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row, and remember it as the side's when there is one."""
    cursor.execute(
        sql.SQL("insert into {} ({}) values ({})").format(
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
        ),
        list(row.values()),
    )
    if side is not None:
        side.rows[table] = dict(row)
