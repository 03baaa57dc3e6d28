"""Forged transfers: a case changes hands by its custodian's proposal and its receiver's decision, with all that hangs on it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from psycopg2 import errors

from portal.tenancy.scope import Scope
from tests.tenancy.attacks import count, enter, refused
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import THIRD_CENTER, Side

pytestmark = pytest.mark.usefixtures("sides")


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
            enter(cursor, stranger)
            refused(
                cursor,
                "select case_transfer_decide(%s, true, '')",
                transfer,
                by=(errors.NoDataFound, errors.InsufficientPrivilege),
            )
        enter(cursor, scopes_of(b)["center"])
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 0
        cursor.execute("select case_transfer_decide(%s, true, '')", [transfer])
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 1
        refused(cursor, "select case_transfer_decide(%s, true, '')", transfer, by=errors.LockNotAvailable)


def test_every_child_follows_its_case_to_the_new_center(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    # Of a typical case's draft, which hangs on a closed case, another test tells.
    children = sorted(
        table
        for table, row in a.rows.items()
        if {"case_id", "center_id", "enterprise_id"} <= set(row) and row["case_id"] == a.case
    )
    assert len(children) >= 18
    transfer = str(uuid4())
    with within(connect("app"), scopes_of(a)["center"]) as cursor:
        before = {
            table: count(cursor, f"select count(*) from {table} where case_id = %s", a.case) for table in children
        }
        assert all(before.values()), before
        cursor.execute(TRANSFER, [transfer, a.case, a.center, a.enterprise, a.center, b.center, "proposed"])
        enter(cursor, scopes_of(b)["center"])
        cursor.execute("select case_transfer_decide(%s, true, '')", [transfer])
        after = {table: count(cursor, f"select count(*) from {table} where case_id = %s", a.case) for table in children}
        assert {table: after[table] for table in before} == before | {"cases_transfer": before["cases_transfer"] + 1}
        enter(cursor, scopes_of(a)["center"])
        left = {table: count(cursor, f"select count(*) from {table} where case_id = %s", a.case) for table in children}
        # The old center keeps its own record of having handed the case over, and nothing else.
        assert left == dict.fromkeys(children, 0) | {"cases_transfer": before["cases_transfer"] + 1}
        enter(cursor, scopes_of(a)["enterprise"])
        assert count(cursor, "select count(*) from cases_case where id = %s", a.case) == 1
