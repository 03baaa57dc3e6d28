"""The account page, and what one request costs to find out who is acting."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import seats_of
from portal.tenancy import scope as scopes
from tests import people
from tests.accounts.helpers import audit, reload, verbs


def test_name_phone_and_language_are_kept(db: None) -> None:
    owner = people.person("owner")
    client = people.login(Client(), owner)
    response = client.post(
        reverse("accounts:profile"), {"name": "王小明", "phone": "010-6208 3114 转 8001", "language": "en"}
    )
    assert response.status_code == 302
    assert response.cookies["django_language"].value == "en"
    now = reload(owner.user)  # type: ignore[arg-type]
    assert (now.name, now.phone, now.language) == ("王小明", "+861062083114;ext=8001", "en")
    page = client.get(reverse("accounts:profile")).content.decode()
    assert 'lang="en"' in page
    assert "My account" in page
    assert "account.profile_changed" in verbs()
    assert now.check_password(people.PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 81}, "name"), ({"phone": "12345"}, "phone"), ({"phone": "1" * 41}, "phone"),
     ({"phone": "call me"}, "phone"), ({"language": "fr"}, "language"), ({"name": "a\x00"}, "name")],
)  # fmt: skip
def test_bad_input_is_answered_beside_the_field(db: None, changes: dict[str, str], field: str) -> None:
    owner = people.person("owner")
    client = people.login(Client(), owner)
    response = client.post(
        reverse("accounts:profile"), {"name": "王小明", "phone": "", "language": "zh-hans"} | changes
    )
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert reload(owner.user).name == owner.user.name  # type: ignore[arg-type, union-attr]


def test_who_is_acting_costs_one_query_however_many_seats(db: None) -> None:
    who = people.person("handler")
    assert who.user is not None

    def cost() -> tuple[int, int]:
        with scopes.enter(scopes.login(who.pk)), CaptureQueriesContext(connection) as seen:
            seats = seats_of(who.user)  # type: ignore[arg-type]
        return len(seen), len(seats)

    assert cost() == (1, 1)
    for persona in ("intake", "expert", "owner", "agent", "coordinator"):
        people.person(persona, user=who.user)
    queries, seats = cost()
    assert queries == 1
    assert seats == 6


def test_seats_are_read_as_the_person_only(db: None) -> None:
    who, other = people.person("handler"), people.person("owner")
    assert who.user is not None
    assert other.user is not None
    with scopes.enter(scopes.login(other.pk)):
        assert seats_of(who.user) == ()
        assert [seat.key for seat in seats_of(other.user)] == [other.seat_key]


def test_the_order_of_seats_is_stable_and_staff_comes_first(db: None) -> None:
    owner = people.person("owner")
    assert owner.user is not None
    handler = people.person("handler", user=owner.user)
    intake = people.person("intake", user=owner.user, center=handler.center)
    expert = people.person("expert", user=owner.user)
    with scopes.enter(scopes.login(owner.pk)):
        seats = seats_of(owner.user)
    assert [seat.key for seat in seats] == [intake.seat_key, expert.seat_key, owner.seat_key]
    assert seats[0].roles == {"handler", "intake"}


def test_a_request_of_a_signed_in_person_asks_little(db: None) -> None:
    client = people.login(Client(), people.person("owner"))
    client.get(reverse("accounts:tokens"))
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("accounts:tokens"))
    statements = [one["sql"] for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    before = statements[: next(index for index, sql in enumerate(statements) if "accounts_apitoken" in sql)]
    # session, person, scope and seats in one
    assert len(before) == 3, before


def test_switching_seats_is_written_down_once(db: None) -> None:
    handler = people.person("handler")
    other = people.person("supervisor", user=handler.user)
    client = people.login(Client(), handler)
    for wanted in (handler.seat_key, other.seat_key, "center:999999", other.seat_key):
        assert client.post(reverse("site:switch_seat"), {"seat": wanted}).status_code == 302
    assert client.session["seat"] == other.seat_key
    written = [(actor, payload) for verb, actor, payload in audit() if verb == "account.seat_switched"]
    assert written == [(handler.pk, {"from": handler.seat_key, "to": other.seat_key})]
