"""The outbox is no way out of a scope: own name, own topics; and nobody signs the trail for somebody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import Error, connection, transaction

from portal.audit import trail
from portal.notices import outbox, registry
from portal.notices.rls import MAY_PUT, SYSTEM_ONLY
from portal.tenancy import scope as scopes
from portal.tenancy.rls import LOGINS
from tests import people

pytestmark = pytest.mark.django_db

PERSONAS = {
    "scope_center": "handler",
    "scope_national": "coordinator",
    "scope_enterprise": "owner",
    "scope_expert": "expert",
    "scope_admin": "sysadmin",
    "logins": "unaffiliated",
}
PUT = """insert into notices_outboxevent (id, topic, queue, payload, actor_id, state, attempts, available_at, last_error, created_at)
 values (uuidv7(), %s, 'bell', '{}', %s, %s, 0, now(), '', now())"""
SIGN = """insert into audit_auditentry (at, verb, actor_id, seat, object_type, object_id, payload)
 values (now(), 'case.accepted', %s, '', '', '', '{}')"""


def may(scope: Any, statement: str, *values: int | str | None) -> bool:
    try:
        with transaction.atomic(), scopes.enter(scope), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except Error as error:
        assert "row-level security" in str(error)  # noqa: PT017 - which refusal it was
        return False
    return True


@pytest.mark.parametrize("name", MAY_PUT)
def test_a_scope_puts_its_own_topics_in_its_own_name(name: str) -> None:
    who, other = people.person(PERSONAS[name]), people.make_user()
    scope = who.scope()
    given = {topic for topic in registry.topics() if may(scope, PUT, topic, who.pk, "pending")}
    assert given == MAY_PUT[name]
    assert not may(scope, PUT, "notice", other.pk, "pending")
    assert not may(scope, PUT, "notice", None, "pending")
    assert not may(scope, PUT, "notice", who.pk, "done")


def test_who_is_nobody_speaks_for_nobody() -> None:
    other = people.make_user()
    assert may(scopes.login(), PUT, "mail", None, "pending")
    assert not may(scopes.login(), PUT, "mail", other.pk, "pending")


def test_every_topic_is_somebodys_to_put_and_the_policies_say_the_same() -> None:
    listed = frozenset().union(*MAY_PUT.values())
    assert listed.isdisjoint(SYSTEM_ONLY)
    house = {topic for topic, each in registry.topics().items() if not each.run.__module__.startswith("tests.")}
    assert listed | SYSTEM_ONLY == house
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(
            "select r, with_check from pg_policies, unnest(roles) r"
            " where tablename = 'notices_outboxevent' and cmd in ('INSERT', 'ALL')"
        )
        checks = dict(cursor.fetchall())
    wanted = {role: topics for name, topics in MAY_PUT.items() for role in (LOGINS if name == "logins" else (name,))}
    found = {role: set(re.findall(r"'([a-z_.]+)'::", checks[role].split("topic")[1].split("]")[0])) for role in wanted}
    assert found == {role: set(topics) for role, topics in wanted.items()}


@pytest.mark.parametrize("name", [name for name in MAY_PUT if name != "logins"])
def test_the_trail_is_signed_by_who_acts(name: str) -> None:
    who, other = people.person(PERSONAS[name]), people.make_user()
    assert may(who.scope(), SIGN, who.pk)
    assert not may(who.scope(), SIGN, other.pk)
    assert not may(who.scope(), SIGN, None)


def test_the_house_itself_still_writes() -> None:
    who = people.person("handler")
    with scopes.enter(who.scope()):
        outbox.put("notice", {})
        trail.record("case.accepted")
    with scopes.enter(scopes.system()):
        outbox.put("cases.clock", {})
        trail.record("case.clock")
