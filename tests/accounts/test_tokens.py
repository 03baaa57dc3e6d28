"""API tokens: issued against the same proofs as a log-in, shown once, useless when revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.models import ApiToken
from portal.accounts.tokens import MAX_TOKENS, hash_token, token_find, token_issue
from portal.policy import personas
from tests import people
from tests.accounts.helpers import ELSEWHERE, HOME, mails, verbs

TOKEN = "/api/v1/token"


def ask(**body: Any) -> Any:
    address = body.pop("address", HOME)
    return Client().post(TOKEN, body, content_type="application/json", REMOTE_ADDR=address)


def issue(who: people.Person, *, second_factor: bool = True) -> str:
    assert who.user is not None
    _token, key = token_issue(
        user=who.user, name="t", expires_at=timezone.now() + timedelta(days=1), second_factor=second_factor
    )
    return key


def test_a_person_without_second_factor_gets_one_by_password(db: None) -> None:
    owner = people.person("owner")
    response = ask(email=owner.user.email, password=people.PASSWORD, name="夜间导出")  # type: ignore[union-attr]
    assert response.status_code == 201
    body = response.json()
    assert body["second_factor"] is False
    assert body["token"].startswith("zn_")
    row = ApiToken.objects.get(user_id=owner.pk)
    assert row.token_hash == hash_token(body["token"])
    assert body["token"] not in str(vars(row))
    assert row.name == "夜间导出"
    assert timedelta(hours=11) < row.expires_at - timezone.now() <= timedelta(hours=12)
    assert {"account.token_issued", "account.logged_in"} <= set(verbs())


@pytest.mark.parametrize("persona", sorted(personas.SECOND_FACTOR))
def test_staff_need_the_code(db: None, persona: str) -> None:
    who = people.person(persona)
    assert who.user is not None
    body = {"email": who.user.email, "password": people.PASSWORD}
    none = ask(**body)
    assert (none.status_code, none.json()["code"]) == (403, "second_factor_not_enrolled")
    secret = people.enrol_totp(who.user)
    missing = ask(**body)
    assert (missing.status_code, missing.json()["code"]) == (401, "otp_required")
    wrong = ask(**body, otp="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "otp_invalid")
    code = people.totp_code(secret)
    right = ask(**body, otp=code)
    assert right.status_code == 201
    assert right.json()["second_factor"] is True
    assert ask(**body, otp=code).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"email": "no", "password": "x"}, 400), ({"email": "a@example.com"}, 400),
     ({"email": "nobody@example.com", "password": "x"}, 401), ({"email": "a@example.com", "password": "x" * 201}, 400),
     ({"email": ["a"], "password": {}}, 400)],
)  # fmt: skip
def test_bad_requests_are_answered(db: None, body: dict[str, Any], status: int) -> None:
    response = ask(**body)
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    if status == 401:
        assert response.json()["code"] == "credentials_invalid"


def test_no_token_before_the_address_is_confirmed_or_after_the_account_is_closed(db: None) -> None:
    Client().post(
        reverse("account_signup"),
        {"name": "x", "email": "new@example.com", "password1": people.PASSWORD, "password2": people.PASSWORD},
        REMOTE_ADDR=HOME,
    )
    assert mails("account/email_confirmation_signup")
    response = ask(email="new@example.com", password=people.PASSWORD)
    assert (response.status_code, response.json()["code"]) == (403, "email_unverified")
    closed = people.make_user(is_active=False)
    assert ask(email=closed.email, password=people.PASSWORD).status_code == 401
    assert not ApiToken.objects.exists()


def test_the_limits_of_the_log_in_hold_here(db: None) -> None:
    owner = people.person("owner")
    body = {"email": owner.user.email, "password": "wrong", "address": ELSEWHERE}  # type: ignore[union-attr]
    assert [ask(**body).status_code for _n in range(limits.PASSWORD.attempts)] == [401] * limits.PASSWORD.attempts
    stopped = ask(**body)
    assert stopped.status_code == 429
    assert int(stopped["Retry-After"]) > 0
    assert ask(email=owner.user.email, password=people.PASSWORD).status_code == 201  # type: ignore[union-attr]
    handler = people.person("handler")
    assert handler.user is not None
    people.enrol_totp(handler.user)
    body = {"email": handler.user.email, "password": people.PASSWORD, "otp": "000000", "address": ELSEWHERE}
    answers = [ask(**body).status_code for _n in range(limits.CODE.attempts + 1)]
    assert answers == [401] * limits.CODE.attempts + [429]


@pytest.mark.parametrize(
    "header", ["Token zn_nothing", "Token", "token ", "Token zn_a zn_b", "Bearer zn_x", "Token \u00e4"]
)
def test_unknown_tokens_are_nobody_even_with_a_session(db: None, header: str) -> None:
    client = people.login(Client(), people.person("owner"))
    assert token_find("zn_nothing") is None
    response = client.get("/api/v1/me", headers={"Authorization": header})
    if header.startswith("Bearer"):
        assert response.status_code in {200, 404}
    else:
        assert response.status_code in {401, 404}


def test_revoked_ended_and_closed_tokens_find_nobody(db: None) -> None:
    owner = people.person("owner")
    key = issue(owner)
    found = token_find(key)
    assert found is not None
    assert found.user_id == owner.pk
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert token_find(key) is None
    assert owner.user is not None
    owner.user.is_active = False
    owner.user.save(update_fields=["is_active"])
    assert token_find(key) is None
    owner.user.is_active = True
    owner.user.save(update_fields=["is_active"])
    client = people.login(Client(), owner)
    client.post(reverse("accounts:token_revoke", args=[found.pk]))
    assert token_find(key) is None
    assert "account.token_revoked" in verbs()


def test_finding_costs_one_query_and_its_use_is_noted_every_ten_minutes(db: None) -> None:
    key = issue(people.person("owner"))
    with time_machine.travel(timezone.now(), tick=False):
        token_find(key)
    for minutes, queries in ((1, 1), (11, 2), (12, 1)):
        with (
            time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False),
            CaptureQueriesContext(connection) as seen,
        ):
            assert token_find(key) is not None
        assert len(seen) == queries


def test_the_page_makes_shows_once_and_revokes(db: None) -> None:
    owner, other = people.person("owner"), people.person("owner")
    client = people.login(Client(), owner)
    made = client.post(reverse("accounts:tokens"), {"name": "导出", "days": "30"})
    key = made.context["key"]
    assert key in made.content.decode()
    assert token_find(key) is not None
    again = client.get(reverse("accounts:tokens")).content.decode()
    assert key not in again
    assert key[:8] in again
    row = ApiToken.objects.get(user_id=owner.pk)
    assert row.second_factor is True
    foreign = people.login(Client(), other)
    answers = [foreign.post(reverse("accounts:token_revoke", args=[pk])).status_code for pk in (row.pk, 987_654)]
    assert answers == [404, 404]
    assert token_find(key) is not None


@pytest.mark.parametrize(("persona", "longest"), [("owner", 365), ("handler", 30)])
def test_how_long_a_token_may_live(db: None, persona: str, longest: int) -> None:
    client = people.login(Client(), people.person(persona))
    choices = [days for days, _words in client.get(reverse("accounts:tokens")).context["form"].fields["days"].choices]
    assert max(choices) == longest
    for body, field in (
        ({"name": "", "days": "7"}, "name"),
        ({"name": "x", "days": "9999"}, "days"),
        ({"name": "x" * 61, "days": "7"}, "name"),
    ):
        response = client.post(reverse("accounts:tokens"), body)
        assert response.status_code == 422
        assert response.context["form"].errors[field]


def test_tokens_have_a_number(db: None) -> None:
    owner = people.person("owner")
    for _n in range(MAX_TOKENS):
        issue(owner)
    response = people.login(Client(), owner).post(reverse("accounts:tokens"), {"name": "x", "days": "7"})
    assert response.status_code == 422
    assert ApiToken.objects.filter(user_id=owner.pk).count() == MAX_TOKENS


def test_a_password_only_token_of_staff_opens_nothing(db: None) -> None:
    handler = people.person("handler")
    weak, strong = issue(handler, second_factor=False), issue(handler)
    page = "/api/v1/cases"
    refused = Client().get(page, headers={"Authorization": f"Token {weak}"})
    assert refused.status_code in {403, 404}
    if refused.status_code == 403:
        assert refused.json()["code"] == "second_factor_required"
        assert Client().get(page, headers={"Authorization": f"Token {strong}"}).status_code == 200
