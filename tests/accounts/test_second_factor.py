"""Second factors: owed, set up, proved once and never by the same code twice."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.sealing import seal, unseal
from portal.policy import personas, table
from tests import people
from tests.accounts.helpers import ELSEWHERE, HOME, audit, logged_in, mails, type_password, verbs

STAFF = sorted(personas.SECOND_FACTOR)


def code_at(secret: str, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def pages_behind(persona: str) -> list[tuple[str, str]]:
    """Every route × method of the table that a persona may call and that asks for a second factor."""
    found = []
    for (route, method), row in sorted(table.rules().items()):
        if persona in row.personas and "anonymous" not in row.personas and row.second_factor:
            for kwargs in ({}, {"pk": 1}, {"user_id": 1}, {"public_id": "0190a0a0-0000-7000-8000-000000000000"}):
                try:
                    found.append((method, reverse(route, kwargs=kwargs)))
                    break
                except NoReverseMatch:
                    continue
    return found


@pytest.mark.parametrize("persona", STAFF)
def test_a_password_alone_reaches_no_protected_route(db: None, persona: str) -> None:
    who = people.person(persona)
    assert who.user is not None
    client = Client()
    type_password(client, who.user.email)
    assert logged_in(client)
    pages = pages_behind(persona)
    assert len(pages) > 15
    reached = []
    for method, page in pages:
        response = client.generic(method, page)
        if page.startswith(("/api/", "/desk/api/")):
            # An answer to HEAD has no body that could name the reason.
            named = method == "HEAD" or (
                response.status_code == 403 and response.json()["code"] == "second_factor_required"
            )
            refused = response.status_code == 403 and named
        else:
            refused = response.status_code == 302 and response["Location"] == reverse("accounts:second_factor")
        if not refused:
            reached.append((method, page, response.status_code))
    assert reached == []


def test_the_way_from_the_first_log_in_to_work(db: None, django_capture_on_commit_callbacks: Any) -> None:
    who = people.person("handler")
    assert who.user is not None
    client = Client()
    type_password(client, who.user.email)
    page = client.get(reverse("accounts:second_factor"))
    assert "设置两步验证".encode() in page.content
    enrol = client.get(reverse("mfa_activate_totp"))
    secret = enrol.context["form"].secret
    assert secret.encode() in enrol.content
    assert b"data:image/svg+xml" in enrol.content
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["code"]
    assert client.get(reverse("accounts:staff"))["Location"] == reverse("accounts:second_factor")
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_at(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(done["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(reverse("accounts:staff")).status_code == 200
    assert "account.second_factor_added" in verbs()
    assert mails("account/totp_activated", who.user.email)
    (totp,) = [one for one in people.authenticators(who.user) if one.type == Authenticator.Type.TOTP]
    assert secret not in str(totp.data)
    assert unseal(totp.data["secret"]) == secret


def test_an_enrolled_persons_log_in_takes_two_steps(db: None) -> None:
    who = people.person("coordinator")
    assert who.user is not None
    secret = people.enrol_totp(who.user)
    client = Client()
    assert type_password(client, who.user.email)["Location"] == reverse("mfa_authenticate")
    assert not logged_in(client)
    wrong = client.post(reverse("mfa_authenticate"), {"code": "123"}, REMOTE_ADDR=HOME)
    assert wrong.status_code == 200
    assert "验证码不正确".encode() in wrong.content
    assert client.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR=HOME).status_code == 302
    assert client.get(reverse("accounts:supervisors")).status_code == 200
    assert audit()[-1][2] == {"methods": ["password", "mfa"]}
    assert "account.second_factor_failed" in verbs()


def test_a_code_passes_once_even_for_a_second_session(db: None) -> None:
    user = people.person("handler").user
    assert user is not None
    secret = people.enrol_totp(user)
    with time_machine.travel(timezone.now(), tick=False):
        code, earlier = code_at(secret), code_at(secret, -1)
        for attempt, (typed, passes) in enumerate([(code, True), (code, False), (earlier, False)]):
            client = Client()
            type_password(client, user.email)
            client.post(reverse("mfa_authenticate"), {"code": typed}, REMOTE_ADDR=HOME)
            assert logged_in(client) is passes, attempt
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        client = Client()
        type_password(client, user.email)
        client.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR=HOME)
        assert logged_in(client)


def enrolled(persona: str) -> tuple[people.Person, Client, str]:
    who = people.person(persona)
    assert who.user is not None
    client = Client()
    type_password(client, who.user.email)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_at(secret)})
    return who, client, secret


def test_a_recovery_code_passes_once(db: None) -> None:
    who, client, _secret = enrolled("expert")
    assert who.user is not None
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    for passes in (True, False):
        other = Client()
        type_password(other, who.user.email)
        other.post(reverse("mfa_authenticate"), {"code": f" {code[:4]} {code[4:]} "}, REMOTE_ADDR=HOME)
        assert logged_in(other) is passes


def test_codes_are_limited_per_place_and_do_not_lock_a_known_browser(db: None) -> None:
    who, client, secret = enrolled("auditor")
    assert who.user is not None
    client.post(reverse("account_logout"))
    stranger = Client()
    type_password(stranger, who.user.email, address=ELSEWHERE)
    answers = [
        stranger.post(reverse("mfa_authenticate"), {"code": f"{n:06d}"}, REMOTE_ADDR=ELSEWHERE) for n in range(8)
    ]
    assert [one.status_code for one in answers] == [200] * limits.CODE.attempts + [429] * 3
    assert int(answers[-1]["Retry-After"]) > 0
    type_password(client, who.user.email)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        client.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR=HOME)
    assert logged_in(client)


def test_codes_are_limited_over_all_networks(db: None) -> None:
    who, _client, _secret = enrolled("handler")
    assert who.user is not None
    answers = []
    for n in range(limits.CODE_ACCOUNT.attempts + 1):
        stranger, address = Client(), f"198.51.{n}.20"
        type_password(stranger, who.user.email, address=address)
        answers.append(stranger.post(reverse("mfa_authenticate"), {"code": "000000"}, REMOTE_ADDR=address).status_code)
    assert answers == [200] * limits.CODE_ACCOUNT.attempts + [429]


@pytest.mark.parametrize(
    "route", ["mfa_add_webauthn", "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
              "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_list_webauthn"],
)  # fmt: skip
@pytest.mark.parametrize("persona", ["handler", "owner"])
def test_a_session_from_before_the_factor_cannot_touch_it(db: None, persona: str, route: str) -> None:
    who = people.person(persona)
    assert who.user is not None
    attacker, owner = Client(), Client()
    type_password(attacker, who.user.email)
    type_password(owner, who.user.email)
    secret = owner.get(reverse("mfa_activate_totp")).context["form"].secret
    owner.post(reverse("mfa_activate_totp"), {"code": code_at(secret)})
    before = people.authenticators(who.user)
    for response in (attacker.get(reverse(route)), attacker.post(reverse(route), {"code": "000000"})):
        assert response.status_code in {302, 405}
        if response.status_code == 302:
            assert response["Location"].startswith(reverse("accounts:second_factor"))
    assert people.authenticators(who.user) == before
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        proved = attacker.post(reverse("accounts:second_factor"), {"code": code_at(secret)})
    assert proved.status_code == 302
    assert attacker.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_staff_keep_their_last_factor_and_others_may_drop_it(db: None) -> None:
    who, client, _secret = enrolled("handler")
    page = client.get(reverse("mfa_deactivate_totp"))
    assert "唯一的验证方式".encode() in page.content
    response = client.post(reverse("mfa_deactivate_totp"))
    assert response.status_code == 200
    assert who.user is not None
    assert len(people.authenticators(who.user)) == 2
    owner, free, _secret = enrolled("owner")
    assert free.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert owner.user is not None
    assert people.authenticators(owner.user) == []
    assert "account.second_factor_removed" in verbs()


def test_codes_are_printed_saved_and_made_anew(db: None) -> None:
    _who, client, _secret = enrolled("supervisor")
    shown = client.get(reverse("mfa_view_recovery_codes"))
    first = shown.context["unused_codes"]
    assert b"data-print" in shown.content
    saved = client.get(reverse("mfa_download_recovery_codes"))
    assert saved["Content-Disposition"].startswith("attachment")
    assert first[0] in saved.content.decode()
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    second = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert not set(first) & set(second)
    assert "account.recovery_codes_generated" in verbs()


def test_delicate_pages_ask_for_the_password_again_after_a_while(db: None) -> None:
    _who, client, _secret = enrolled("owner")
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        response = client.get(reverse("mfa_view_recovery_codes"))
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_reauthenticate"))
        wrong = client.post(response["Location"], {"password": "wrong"})
        assert wrong.status_code == 200
        assert wrong.context["form"].errors
        right = client.post(response["Location"], {"password": people.PASSWORD})
        assert right["Location"] == reverse("mfa_view_recovery_codes")
        assert client.get(right["Location"]).status_code == 200


@pytest.mark.parametrize(
    "credential",
    ["", "x", "{}", "[]", '{"response": {}}', '{"id": 1, "rawId": "a", "response": {"clientDataJSON": "ä"}}', "null"],
)
def test_made_up_keys_are_refused_with_words(db: None, credential: str) -> None:
    _who, client, _secret = enrolled("owner")
    client.get(reverse("mfa_add_webauthn"))
    response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})
    assert response.status_code == 200
    assert response.context["form"].errors
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        client.post(reverse("account_logout"))
        type_password(client, _who.user.email)  # type: ignore[union-attr]
        client.get(reverse("mfa_authenticate"))
        response = client.post(reverse("mfa_authenticate"), {"credential": credential}, REMOTE_ADDR=HOME)
        assert response.status_code in {200, 429}
        assert not logged_in(client)


def test_sealed_secrets_open_with_the_key_only(settings: Any) -> None:
    sealed = seal("secret")
    assert "secret" not in sealed
    assert unseal(sealed) == "secret"
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(ValueError, match="not sealed"):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed) == "secret"
