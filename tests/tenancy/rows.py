"""Two sides of everything: one row per side in every table, filled by introspection and marked with its side's canary.

A new table needs nothing here unless a CHECK wants particular values: then give them in `VALUES`. A table that stays
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

SIDES = ("a", "b")
MARKS = {"a": "ALDER-MARK", "b": "BIRCH-MARK"}
# Ids of the rows that everything else hangs on, told apart by side; far above what sequences give.
FIRST_ID = {"a": 910_000, "b": 920_000}

PREPARED: Mapping[str, Any] = {
    "state": "prepared",
    "prepared_by_id": "@staff",
    "decided_by_id": None,
    "decided_at": None,
    "ended_at": None,
    "end_reason": "",
}
# What brings a written row past the guards that come before the policy, so that the policy alone refuses.
PAST_GUARDS: Mapping[str, Mapping[str, Any]] = {
    "accounts_invitation": {"invited_by_id": "@me"},
    "experts_assignment": {"state": "proposed"},
    "cases_opinion": {"author_id": "@me"},
    "desk_incident": {"participant_id": None, "exhibit_id": None, "case_id": None},
    "fairs_fair": {"created_by_id": "@me"},
    "fairs_fairedition": {"created_by_id": "@me"},
    "fairs_faircontact": {"created_by_id": "@me"},
    "fairs_participant": {"source": "staff"},
    "fairs_post": {"kind": "staff", "expert_id": None, "declared_at": None},
    "screening_screening": {"begun_by_id": "@me"},
    "screening_finding": {"added_by_id": "@me"},
    "screening_boothpack": {"ordered_by_id": "@me"},
}
# What introspection cannot know. `{mark}` is the side's canary; a key of "center", "user" … names a role of `Side`.
VALUES: Mapping[str, Mapping[str, Any]] = {
    "tenancy_center": {"kind": "local", "code": "{short}", "letter_code": "测试", "is_active": True},
    "tenancy_membership": {"role": "handler", "user_id": "@staff", "stopped_until": None},
    "accounts_enterprise": {"kind": "legal", "uscc": "{short}", "proved_at": None, "proved_by_id": None},
    "accounts_enterprisemember": {"role": "owner", "state": "active"},
    "accounts_invitation": {
        "role": "handler",
        "enterprise_id": None,
        "confirmed_by_id": None,
        "accepted_at": None,
        "accepted_by_id": None,
    },
    "accounts_secondfactorreset": {"asked_by_id": "@staff", "confirmed_by_id": None, "withdrawn_at": None},
    "accounts_seatending": {
        "role": "auditor",
        "asked_by_id": "@staff",
        "confirmed_by_id": None,
        "withdrawn_at": None,
    },
    "cases_case": {
        "state": "in_guidance",
        "waiting_for": "center",
        "level": "ordinary",
        "source": "web",
        "truth_stated": True,
        "amount": 5,
    },
    "cases_caseright": {"side": "own"},
    "cases_caseproduct": {"nice_class": 9},
    "cases_deadline": {"kind": "agreed"},
    "cases_message": {"side": "center"},
    "cases_timelineentry": {"audience": "all"},
    "cases_supplementrequest": {"answered_at": None},
    "cases_transfer": {"state": "returned", "to_center_id": "@third"},
    "cases_opinion": {"state": "draft", "author_id": "@staff", "countersigned_by_id": None},
    "cases_closing": {"outcome": "settled"},
    "cases_paper": {"kind": "acceptance_notice", "state": "ready", "storage_key": "papers/{mark}"},
    "cases_casefile": {"state": "clean", "secrecy": "ordinary", "storage_key": "cases/{mark}"},
    "experts_expert": {"is_national": False, "user_id": "@expert", "is_active": True, "term_to": "2099-01-01"},
    "experts_assignment": {"state": "active", "ends_at": "2099-01-01", "expert_user_id": "@expert"},
    # A published site is everybody's to read.
    "centers_centersite": {"palette": "blue", "host": None, "logo_state": "", "logo_key": "", "published": False},
    "publishing_item": {"kind": "news", "state": "draft", "edition": None, "goes_out_at": None, "offer": ""},
    "publishing_revision": {
        "level": "",
        "right": "",
        "handed_in_at": None,
        "approved_by_id": None,
        "approved_at": None,
    },
    "publishing_edition": {"kind": "news", "level": "", "right": "", "is_current": True, "retracted_at": None},
    "publishing_step": {"verb": "submit"},
    "publishing_attachment": {"state": "clean", "secrecy": "ordinary", "storage_key": "publishing/{mark}"},
    "guides_chapter": {"code": "system", "country": "US", "months": 6},
    "guides_check": {
        "asked_by_id": "@staff",
        "answer": "",
        "reason": "",
        "answered_by_id": None,
        "answered_at": None,
    },
    "fees_batch": {"kind": "fees", "state": "draft", "decided_by_id": None},
    "fees_batchrow": {"change": "new"},
    # Released material is everybody's; what the sides keep apart is being prepared.
    "environment_index": {"origin": "own", "code": "{short}"},
    "environment_edition": {
        "basis": "computed",
        "state": "draft",
        "released_by_id": None,
        "released_at": None,
        "proposed_by_id": None,
    },
    "environment_indicator": {
        "parent_id": None,
        "level": 1,
        "direction": "higher",
        "scale_min": 0,
        "scale_max": 100,
        "weight": 1,
    },
    "environment_report": {"state": "ready", "language": "en", "storage_key": "reports/environment/{mark}"},
    "environment_survey": {"state": "draft", "opened_by_id": None, "released_by_id": None, "released_at": None},
    "environment_question": {"kind": "text"},
    "environment_result": {"n": None, "mean": None},
    "subscriptions_subscriber": {
        "language": "zh-hans",
        "time_zone": "Asia/Shanghai",
        "end_reason": "",
        "ended_at": None,
    },
    "subscriptions_wish": {"frequency": "once", "level": ""},
    "library_consent": {"manner": "phone", "given": True},
    "library_caseorigin": {
        "state": "preparing",
        "case_id": "@closed",
        "end": "",
        "item_id": None,
        "cleared_revision": None,
        "erased_at": None,
    },
    "library_replacement": {"what": "firm", "decision": "proposed"},
    # One that was released is the public's; what the sides keep apart waits.
    # A confirmed fair is everybody's; what the sides keep apart waits.
    "fairs_fair": {"country": "DE", "language": "de", "confirmed_at": None, "confirmed_by_id": None},
    "fairs_fairedition": {"confirmed_at": None, "confirmed_by_id": None, "cancelled_on": None, "cancel_reason": ""},
    "fairs_faircontact": {"kind": "customs", "is_public": False},
    "fairs_amendment": {"edition_id": None, "state": "prepared", "decided_by_id": None, "decided_at": None},
    "fairs_delegation": {"state": "open", "takes_sign_ups": False},
    "fairs_post": {
        "kind": "expert",
        "role": "adviser",
        "state": "active",
        "user_id": "@expert",
        "ended_at": None,
        "starts_on": "2020-01-01",
        "ends_on": "2099-01-01",
    },
    "fairs_participant": {"source": "firm", "state": "confirmed", "uscc": "{short}"},
    "fairs_exhibitpicture": {"state": "clean", "secrecy": "ordinary", "storage_key": "fairs/{mark}"},
    "fairs_ownright": {"kind": "design", "state": "in_force", "country": "DE"},
    "fairs_rightdocument": {"state": "clean", "secrecy": "ordinary", "storage_key": "fairs/{mark}"},
    "desk_device": {"user_id": "@expert", "revoked_at": None, "revoked_by_id": None, "wiped_at": None},
    "desk_devicekey": {"user_id": "@expert"},
    "desk_receipt": {"user_id": "@expert"},
    "desk_incident": {"kind": "customs", "state": "open"},
    "desk_incidententry": {"kind": "step"},
    "desk_incidentfile": {"kind": "photo", "state": "clean", "secrecy": "internal", "storage_key": "desk/{mark}"},
    "desk_clash": {"state": "open", "settled_by_id": None, "settled_at": None},
    "desk_shift": {"starts_at": "2026-01-05T08:00:00Z", "ends_at": "2026-01-05T18:00:00Z"},
    "desk_handover": {"taken_by_id": None, "taken_at": None},
    "screening_checklist": {
        "code": "list-{low}",
        "state": "draft",
        "written_by_id": "@staff",
        "decided_by_id": None,
        "decided_at": None,
        "retired_at": None,
    },
    "screening_checklistitem": {"code": "question", "risk_answer": "yes", "level": "low"},
    # One that waits or was signed is another test's matter.
    "screening_screening": {
        "state": "open",
        "level": "",
        "advice": "",
        "begun_by_id": "@staff",
        "handed_in_by_id": None,
        "handed_in_at": None,
        "signed_by_id": None,
        "signed_as": "",
        "signed_at": None,
        "returned_by_id": None,
        "returned_at": None,
    },
    "screening_finding": {
        "kind": "note",
        "entry_kind": "",
        "url": "",
        "ip_kind": "",
        "country": "",
        "level": "low",
        "added_by_id": "@staff",
    },
    "screening_boothpack": {"language": "en", "state": "pending", "storage_key": "", "sha256": "", "content_hash": ""},
    "results_outcome": {"result": "nothing", "showing": "yes", "is_proposed": False},
    "results_sum": {"kind": "averted", "amount": "5", "currency": "EUR"},
    "results_feedback": {"preparation": 3, "desk": 3, "experts": 3, "material": 3},
    "results_report": {
        "state": "draft",
        "content_hash": "",
        "released_by_id": None,
        "released_at": None,
        "makers": "{}",
    },
    "results_reportfile": {"format": "pdf", "state": "pending", "storage_key": "", "sha256": ""},
    "outreach_office": {"kind": "chamber", "language": "en", "country": "DE"},
    "outreach_recipient": {**PREPARED, "language": "en"},
    "outreach_feature": {**PREPARED, "editions": "{00000000-0000-7000-8000-000000000000}"},
    "outreach_mailing": {"outcome": ""},
    "outreach_contact": {"means": "call"},
    "outreach_contactfile": {"state": "clean", "secrecy": "ordinary", "storage_key": "outreach/{mark}"},
    "outreach_campaign": {"state": "planned"},
    "outreach_planitem": {"channel": "event", "currency": "EUR"},
    "outreach_figure": {"channel": "event"},
    "outreach_campaignreport": {"state": "pending", "language": "en", "storage_key": "", "sha256": ""},
    # What is announced is everybody's; what the sides keep apart is being prepared.
    "events_series": {"is_shown": False},
    "events_event": {
        "kind": "salon",
        "mode": "onsite",
        "audience": "public",
        "zone": "UTC",
        "state": "draft",
        "ends_at": "2026-01-05T10:00:00Z",
        "signup_from": None,
        "signup_until": None,
        "cancel_reason": "",
        "capacity": 5,
        "taken": 0,
        "queued": 0,
    },
    "events_joining": {"url": "https://example.com/{mark}"},
    "events_signup": {
        "state": "pending",
        "via": "mail",
        "language": "zh-hans",
        "checked_in_at": None,
        "check_in_by": "",
        "passed_at": None,
        "email": "{mark}@example.com",
    },
    "events_material": {
        "state": "clean",
        "secrecy": "ordinary",
        "storage_key": "events/{mark}",
        "reader": "signed",
    },
    "events_question": {"options": "{a,b}", "right": 1},
    "events_certificate": {"state": "ready", "storage_key": "certificates/{mark}"},
    # Any number that each side has of its own.
    "notices_returnedmail": {"kind": "automatic", "uid": "@staff"},
    "notices_outboxevent": {"state": "done", "queue": "bell"},
    "notices_delivery": {"state": "sent"},
    "trade_change": {"state": "waiting", "prepared_by_id": "@staff", "decided_by_id": None, "decided_at": None},
}


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
