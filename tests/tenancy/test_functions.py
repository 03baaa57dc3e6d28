"""The functions that look across scopes, asked by somebody with SQL: counters, custody, versions, search, public questions."""

from __future__ import annotations

import pytest
from psycopg2 import errors

from portal.tenancy.scope import Scope
from tests.tenancy.attacks import count, refused
from tests.tenancy.conftest import Connect, scopes_of, within
from tests.tenancy.rows import THIRD_CENTER, Side

pytestmark = pytest.mark.usefixtures("sides")


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


def test_a_subscription_is_asked_for_without_learning_its_key(connect: Connect, sides: dict[str, Side]) -> None:
    a, b = sides["a"], sides["b"]
    known = b.rows["subscriptions_subscriber"]["address"]
    hours = '{"time_zone": "UTC", "quiet_from": 0, "quiet_to": 0, "digest_hour": 9, "digest_weekday": 1}'
    with within(connect("app"), Scope("none")) as cursor:
        for address in (known, "new@example.com"):
            cursor.execute("select subscription_ask(%s, 'en', %s, 'once', '{}')::text", [address, hours])
            assert cursor.fetchone() == ("",)
            cursor.execute("select subscription_link(%s, 'en')::text", [address])
            assert cursor.fetchone() == ("",)
        for table in ("subscriptions_subscriber", "subscriptions_wish"):
            assert count(cursor, f"select count(*) from {table}") == 0
        refused(cursor, "select * from notices_outboxevent")
        refused(cursor, "select * from subscriptions_portion")
        for guess in ("00000000-0000-0000-0000-000000000000", None):
            assert count(cursor, "select count(subscription_read(%s))", guess) == 0
            assert count(cursor, "select count(subscription_confirm(%s))", guess) == 0
        assert count(cursor, "select count(subscription_mine())") == 0
        refused(cursor, "select * from subscription_figures(1)")
    with within(connect("app"), scopes_of(a)["center"]) as cursor:
        refused(cursor, "select subscription_read(%s)", b.rows["subscriptions_subscriber"]["key"])
        refused(cursor, "select subscription_totals()")
