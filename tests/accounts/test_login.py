"""Logging in, and slowing down who guesses, without locking out who owns."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.models import LoginFailure
from portal.accounts.sources import DEVICE_COOKIE, account_key, client_address, network_of
from tests import people
from tests.accounts.helpers import ELSEWHERE, HOME, audit, logged_in, type_password, verbs

UNUSED_PORT = "redis://127.0.0.1:1/0"
NO_CACHE = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": UNUSED_PORT,
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 0.5, "SOCKET_TIMEOUT": 0.5},
    }
}


def test_password_opens_and_is_written_down(db: None) -> None:
    user = people.make_user(language="en")
    client = Client()
    response = type_password(client, user.email.upper())
    assert response.status_code == 302
    assert logged_in(client)
    assert response.cookies["django_language"].value == "en"
    verb, actor, payload = audit()[-1]
    assert (verb, actor, payload) == ("account.logged_in", user.pk, {"methods": ["password"]})


@pytest.mark.parametrize("email", ["known", "unknown@example.com"])
def test_a_wrong_pair_gets_one_answer(db: None, email: str) -> None:
    user = people.make_user("somebody@example.com")
    response = type_password(Client(), user.email if email == "known" else email, "not-the-password")
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["电子邮箱和密码不匹配，请核对后重试。"]
    # what was typed is kept, the password is not
    typed = user.email if email == "known" else email
    assert f'value="{typed}"'.encode() in response.content
    assert b"not-the-password" not in response.content
    verb, actor, payload = audit()[-1]
    assert (verb, actor) == ("account.login_failed", None)
    assert payload == {"account": account_key(typed)}
    assert typed not in str(payload)


def test_n_attempts_are_allowed_and_the_next_is_refused_with_a_time(db: None) -> None:
    user = people.make_user()
    for _attempt in range(limits.PASSWORD.attempts):
        assert type_password(Client(), user.email, "wrong").status_code == 200
    with time_machine.travel(timezone.now(), tick=False):
        response = type_password(Client(), user.email)
        assert response.status_code == 429
        wait = int(response["Retry-After"])
        assert 0 < wait <= limits.PASSWORD.seconds + 1
        assert verbs()[-1] == "account.login_blocked"
    with time_machine.travel(timezone.now() + timedelta(seconds=wait + 1)):
        client = Client()
        assert type_password(client, user.email).status_code == 302
        assert logged_in(client)


def test_a_success_starts_the_count_anew(db: None) -> None:
    user = people.make_user()
    for _round in range(2):
        for _attempt in range(limits.PASSWORD.attempts - 1):
            type_password(Client(), user.email, "wrong")
        client = Client()
        assert type_password(client, user.email).status_code == 302


def test_a_hundred_failures_elsewhere_do_not_stand_in_the_owners_way(db: None) -> None:
    user = people.make_user()
    attacker = Client()
    answers = [type_password(attacker, user.email, f"guess-{n}", ELSEWHERE).status_code for n in range(100)]
    assert answers.count(200) == limits.PASSWORD.attempts
    assert answers.count(429) == 100 - limits.PASSWORD.attempts
    owner = Client()
    assert type_password(owner, user.email, address=HOME).status_code == 302
    assert logged_in(owner)


def test_a_known_browser_is_not_stopped_by_its_own_network(db: None) -> None:
    user = people.make_user()
    owner = Client()
    type_password(owner, user.email)
    owner.post(reverse("account_logout"))
    for _attempt in range(limits.PASSWORD.attempts + 3):
        type_password(Client(), user.email, "wrong")
    assert type_password(Client(), user.email).status_code == 429
    assert type_password(owner, user.email).status_code == 302
    assert logged_in(owner)


def test_the_browsers_cookie_holds_for_its_accounts_only_and_cannot_be_made_up(db: None) -> None:
    user, other = people.make_user(), people.make_user()
    owner = Client()
    type_password(owner, user.email)
    for _attempt in range(limits.PASSWORD.attempts):
        type_password(Client(), other.email, "wrong")
    stranger = Client()
    stranger.cookies[DEVICE_COOKIE] = owner.cookies[DEVICE_COOKIE].value
    assert type_password(stranger, other.email).status_code == 429
    forged = Client()
    forged.cookies[DEVICE_COOKIE] = owner.cookies[DEVICE_COOKIE].value[:-2] + "xx"
    for _attempt in range(limits.PASSWORD.attempts):
        type_password(forged, user.email, "wrong")
    assert type_password(forged, user.email).status_code == 429


def test_one_network_may_not_try_one_password_on_many_accounts(db: None) -> None:
    for n in range(limits.PASSWORD_SOURCE.attempts):
        assert type_password(Client(), f"person{n}@example.com", "Spring2026!!", ELSEWHERE).status_code == 200
    user = people.make_user()
    response = type_password(Client(), user.email, address="198.51.100.99")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert type_password(Client(), user.email, address=HOME).status_code == 302


def test_parallel_attempts_queue_for_one_counter(db: None) -> None:
    account = account_key("x@example.com")
    waits = [limits.take(account, "source", limits.Limit(3, 60)) for _attempt in range(5)]
    assert [bool(wait) for wait in waits] == [False, False, False, True, True]
    row = LoginFailure.objects.get(account_hash=account)
    assert row.failures == 5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("not an address", "not an address"),
    ],
)
def test_networks(address: str, network: str) -> None:
    assert network_of(address) == network


def test_forwarded_addresses_count_only_behind_proxies(rf, settings) -> None:  # type: ignore[no-untyped-def]
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="9.9.9.9, 203.0.113.7")
    assert client_address(request) == "10.0.0.1"
    settings.TRUSTED_PROXY_COUNT = 1
    assert client_address(request) == "203.0.113.7"
    settings.TRUSTED_PROXY_COUNT = 3
    assert client_address(request) == "10.0.0.1"
    mapped = rf.get("/", REMOTE_ADDR="::ffff:203.0.113.7")
    settings.TRUSTED_PROXY_COUNT = 0
    assert client_address(mapped) == "203.0.113.7"


def test_everything_works_while_the_cache_is_down(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CACHES = NO_CACHE
    handler = people.person("handler")
    assert handler.user is not None
    secret = people.enrol_totp(handler.user)
    client = Client()
    assert type_password(client, handler.user.email, "wrong").status_code == 200
    assert type_password(client, handler.user.email)["Location"] == reverse("mfa_authenticate")
    response = client.post(reverse("mfa_authenticate"), {"code": people.totp_code(secret)}, REMOTE_ADDR=HOME)
    assert response.status_code == 302
    assert logged_in(client)
    for _attempt in range(limits.PASSWORD.attempts):
        type_password(Client(), handler.user.email, "wrong", ELSEWHERE)
    assert type_password(Client(), handler.user.email, "wrong", ELSEWHERE).status_code == 429
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_a_closed_account_stays_closed(db: None) -> None:
    user = people.make_user(is_active=False)
    client = Client()
    response = type_password(client, user.email)
    assert response["Location"] == reverse("account_inactive")
    assert client.get(response["Location"]).status_code == 403
    assert not logged_in(client)


@pytest.mark.parametrize("next_page", ["/accounts/tokens/", "https://evil.example/", "//evil.example/"])
def test_the_way_back_stays_on_this_site(db: None, next_page: str) -> None:
    user = people.make_user()
    client = Client()
    response = client.post(
        reverse("account_login"),
        {"login": user.email, "password": people.PASSWORD, "next": next_page},
        REMOTE_ADDR=HOME,
    )
    assert response["Location"] == (next_page if next_page.startswith("/a") else "/")


@pytest.mark.parametrize(
    "body",
    [{}, {"login": "", "password": ""}, {"login": "no address", "password": "x"}, {"login": "a@b.cd", "password": "p" * 5000},
     {"login": "a@b.cd\x00", "password": "x\x00"}, {"login": "ä" * 300 + "@b.cd", "password": "x"}],
)  # fmt: skip
def test_bad_input_is_answered_beside_the_field(db: None, body: dict[str, str]) -> None:
    response = Client().post(reverse("account_login"), body)
    assert response.status_code == 200
    assert response.context["form"].errors
