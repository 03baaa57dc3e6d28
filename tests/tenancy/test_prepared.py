"""Statements that are written once: the same rows as the queryset's, one per role, and no value left behind in them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.prepared import prepared
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import people

pytestmark = pytest.mark.django_db


@prepared
def named(user_id: int, email: str, *, reverse: bool) -> QuerySet[User]:
    rows = User.objects.filter(pk__gte=user_id, email__gt=email).annotate(also=F("name"))
    return rows.order_by("-pk" if reverse else "pk")


@prepared
def seats(user_id: int) -> QuerySet[Membership]:
    return Membership.objects.filter(user_id=user_id).select_related("user", "center")


@prepared
def lost(user_id: int) -> QuerySet[User]:
    return User.objects.annotate(number=Value(user_id + 1)).filter(pk=1)


def test_the_rows_are_those_of_the_queryset_whatever_the_values() -> None:
    found = [people.person("handler") for _one in range(3)]
    for first in found:
        for reverse in (False, True):
            rows = named(first.pk, "a", reverse=reverse)
            expected = User.objects.filter(pk__gte=first.pk, email__gt="a").order_by("-pk" if reverse else "pk")
            assert rows == list(expected)
            assert [row.also for row in rows] == [row.name for row in rows]  # type: ignore[attr-defined]
    assert named(found[0].pk, "~", reverse=False) == []


def test_joined_rows_come_with_it() -> None:
    who = people.person("handler")
    with scopes.enter(scopes.system()), CaptureQueriesContext(connection) as queries:
        (seat,) = seats(who.pk)
        assert (seat.user, seat.center) == (who.user, who.center)
    assert sum("tenancy_membership" in each["sql"] for each in queries) == 1


def test_a_statement_is_written_for_each_role() -> None:
    who = people.person("handler")
    assert who.center is not None
    (outside,) = named(who.pk, "", reverse=False)
    assert outside.password
    with scopes.enter(scopes.center(who.center.pk, who.pk)):
        # A scope may not read the column; the other role's statement would be refused.
        (inside,) = named(who.pk, "", reverse=False)
    assert not inside.password


def test_a_value_that_does_not_reach_the_statement_is_an_error() -> None:
    with pytest.raises(ValueError, match="do not stand in the statement"):
        lost(5)
