"""A lost device: who may remove a second factor, with whom, what goes with it, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.models import ApiToken, SecondFactorReset
from portal.accounts.tokens import token_issue
from portal.tenancy import scope as scopes
from tests import people
from tests.accounts.helpers import audit, link_in, logged_in, mails, outbox, type_password

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WHY = "手机在展会上遗失；当面核实。"


def enrolled(persona: str, **more: Any) -> people.Person:
    """Make a person with an app, recovery codes, a session and a token."""
    who = people.person(persona, **more)
    assert who.user is not None
    people.enrol_totp(who.user)
    with scopes.enter(scopes.login(who.pk)):
        RecoveryCodes.activate(who.user)
        token_issue(user=who.user, name="t", expires_at=timezone.now() + timedelta(days=1), second_factor=True)
    return who


def factors(who: people.Person) -> int:
    assert who.user is not None
    return len(people.authenticators(who.user))


def tokens(who: people.Person) -> int:
    with scopes.enter(scopes.system()):
        return ApiToken.objects.filter(user_id=who.pk, revoked_at=None).count()


def log_in(who: people.Person) -> Client:
    """Log in through the pages, with the code of the app."""
    assert who.user is not None
    client = Client()
    type_password(client, who.user.email)
    return client


def told(template: str) -> list[dict[str, Any]]:
    return [one for one in outbox("notice") if one["template"] == template]


def ask(by: people.Person, who: people.Person) -> Any:
    assert who.user is not None
    return people.login(Client(), by).post(
        reverse("accounts:factor_reset_ask"), {"email": who.user.email, "reason": WHY}
    )


def request_of(who: people.Person) -> int:
    with scopes.enter(scopes.system()):
        return SecondFactorReset.objects.filter(user_id=who.pk).latest("pk").pk


def test_a_supervisor_removes_it_and_a_new_one_is_owed(db: None) -> None:
    boss = people.person("supervisor")
    handler = enrolled("handler", center=boss.center)
    assert handler.user is not None
    lost = log_in(handler)
    lost.post(reverse("mfa_authenticate"), {"code": people.totp_code(SECRET)})
    assert lost.get(reverse("accounts:staff")).status_code == 200
    client = people.login(Client(), boss)
    page = reverse("accounts:colleague_factor", args=[handler.pk])
    assert page in client.get(reverse("accounts:colleague", args=[handler.pk])).content.decode()
    assert client.post(page, {"reason": " "}).status_code == 422
    assert factors(handler) == 2
    assert client.post(page, {"reason": WHY}).status_code == 302
    assert (factors(handler), tokens(handler)) == (0, 0)
    # the session on the lost device is over; the password leads to the set-up page and nowhere else
    assert lost.get(reverse("accounts:staff"))["Location"].startswith(reverse("account_login"))
    anew = log_in(handler)
    assert logged_in(anew)
    assert anew.get(reverse("accounts:staff"))["Location"] == reverse("accounts:second_factor")
    assert reverse("mfa_activate_totp") not in anew.get(reverse("accounts:second_factor")).content.decode()
    (notice,) = told("accounts/factor_reset")
    assert (notice["recipients"]["users"], notice["context"]) == ([handler.pk], {"done": True})
    assert [(actor, payload) for verb, actor, payload in audit() if verb == "account.second_factor_reset"] == [
        (boss.pk, {"reset": request_of(handler)})
    ]
    again = client.post(page, {"reason": WHY})
    assert again.status_code == 422
    assert "没有两步验证" in again.content.decode()


def test_a_supervisor_reaches_only_people_who_work_here_alone(db: None) -> None:
    boss = people.person("supervisor")
    client = people.login(Client(), boss)
    elsewhere = enrolled("handler", center=boss.center)
    people.person("handler", user=elsewhere.user)
    national = enrolled("handler", center=boss.center)
    people.person("analyst", user=national.user)
    for person in (elsewhere, national):
        answer = client.post(reverse("accounts:colleague_factor", args=[person.pk]), {"reason": WHY})
        assert answer.status_code == 422
        assert "安全管理员" in answer.content.decode()
        assert factors(person) == 2
    stranger = enrolled("handler")
    assert client.post(reverse("accounts:colleague_factor", args=[stranger.pk]), {"reason": WHY}).status_code == 404
    own = client.post(reverse("accounts:colleague_factor", args=[boss.pk]), {"reason": WHY})
    assert own.status_code == 409
    assert factors(stranger) == 2
    assert told("accounts/factor_reset") == []


def test_for_national_people_one_asks_and_another_confirms(db: None) -> None:
    lost, security = enrolled("coordinator"), people.person("secadmin")
    system, other = people.person("sysadmin"), people.person("coordinator")
    assert ask(security, lost).status_code == 302
    assert factors(lost) == 2
    pk = request_of(lost)
    assert [one["context"] for one in told("accounts/factor_reset")] == [{"done": False}]
    (asked,) = told("accounts/factor_reset_asked")
    assert asked["recipients"]["roles"] == ["sysadmin", "coordinator"]
    page = reverse("accounts:factor_reset", args=[pk])
    # neither who asked nor whose it is may confirm
    assert people.login(Client(), security).post(page).status_code == 403
    assert people.login(Client(), lost).post(page).status_code == 409
    assert factors(lost) == 2
    shown = people.login(Client(), other).get(page)
    assert WHY in shown.content.decode()
    assert people.login(Client(), system).post(page).status_code == 302
    assert (factors(lost), tokens(lost)) == (0, 0)
    assert people.login(Client(), other).post(page).status_code == 409
    assert [verb for verb, *_ in audit() if verb.startswith("account.second_factor_reset")] == [
        "account.second_factor_reset_asked",
        "account.second_factor_reset",
    ]
    assert [one["context"].get("confirmed") for one in told("accounts/factor_reset_asked")] == [None, True]
    listed = people.login(Client(), security).get(reverse("accounts:factor_resets")).content.decode()
    assert WHY in listed
    assert str(system.user) in listed


def test_the_security_administrators_own_is_asked_for_by_the_system_administrator(db: None) -> None:
    security, system = enrolled("secadmin"), people.person("sysadmin")
    coordinator, handler = people.person("coordinator"), enrolled("handler")
    assert ask(security, security).status_code == 409
    assert ask(system, handler).status_code == 422
    assert ask(system, security).status_code == 302
    page = reverse("accounts:factor_reset", args=[request_of(security)])
    assert people.login(Client(), system).post(page).status_code == 409
    assert factors(security) == 2
    assert people.login(Client(), coordinator).post(page).status_code == 302
    assert (factors(security), factors(handler)) == (0, 2)


def test_a_request_is_withdrawn_or_runs_out(db: None) -> None:
    lost, security, system = enrolled("owner"), people.person("secadmin"), people.person("sysadmin")
    ask(security, lost)
    twice = ask(security, lost)
    assert twice.status_code == 422
    assert WHY in twice.content.decode()
    pk = request_of(lost)
    assert people.login(Client(), security).post(reverse("accounts:factor_reset_back", args=[pk])).status_code == 302
    assert people.login(Client(), system).post(reverse("accounts:factor_reset", args=[pk])).status_code == 409
    assert "已关闭" in people.login(Client(), system).get(reverse("accounts:factor_reset", args=[pk])).content.decode()
    ask(security, lost)
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        late = people.login(Client(), system)
        assert late.get(reverse("accounts:factor_reset", args=[request_of(lost)])).status_code == 200
        with scopes.enter(scopes.system()):
            SecondFactorReset.objects.update(expires_at=timezone.now() - timedelta(days=9))
    assert (
        people.login(Client(), system).post(reverse("accounts:factor_reset", args=[request_of(lost)])).status_code
        == 409
    )
    assert ask(security, lost).status_code == 302
    assert factors(lost) == 2
    nobody = people.login(Client(), security).post(
        reverse("accounts:factor_reset_ask"), {"email": "nobody@example.com", "reason": WHY}
    )
    assert nobody.status_code == 422
    assert "nobody@example.com" in nobody.content.decode()


@pytest.mark.parametrize("persona", ["secadmin", "sysadmin", "coordinator"])
def test_nobody_writes_a_request_past_the_functions(db: None, persona: str) -> None:
    who, lost = people.person(persona), enrolled("handler")
    with scopes.enter(who.scope()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        SecondFactorReset.objects.create(user_id=lost.pk, asked_by=who.user, reason=WHY, expires_at=timezone.now())
    with scopes.enter(scopes.system()):
        one = SecondFactorReset.objects.create(user_id=lost.pk, reason=WHY, expires_at=timezone.now())
    with scopes.enter(who.scope()), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        SecondFactorReset.objects.filter(pk=one.pk).update(done_at=timezone.now())
    assert factors(lost) == 2


def test_a_new_factor_comes_behind_a_link_in_the_mail(db: None) -> None:
    boss = people.person("supervisor")
    handler = enrolled("handler", center=boss.center)
    assert handler.user is not None
    people.login(Client(), boss).post(reverse("accounts:colleague_factor", args=[handler.pk]), {"reason": WHY})
    page, ways = reverse("accounts:second_factor"), [reverse("mfa_activate_totp"), reverse("mfa_add_webauthn")]
    thief, owner = log_in(handler), log_in(handler)
    for way in ways:
        assert thief.get(way).headers.get("Location") == page
        assert thief.post(way, {"code": "000000"}).headers.get("Location") == page
    assert owner.post(page).status_code == 302
    link = link_in(mails("accounts/enrolment", handler.user.email)[-1], "address")
    # only where it was asked for, only once, only the right one
    assert thief.get(link, follow=True).status_code == 200
    assert owner.get(f"{page}?key=guessed", follow=True).status_code == 200
    for client in (thief, owner):
        assert client.get(ways[0]).headers.get("Location") == page
    assert owner.get(link).headers.get("Location") == page
    assert ways[0] in owner.get(page).content.decode()
    assert thief.get(ways[0]).headers.get("Location") == page
    secret = owner.get(ways[0]).context["form"].secret
    assert owner.post(ways[0], {"code": people.totp_code(secret)}).status_code == 302
    assert factors(handler) == 2
    assert owner.get(reverse("accounts:staff")).status_code == 200


def test_the_link_to_a_new_factor_runs_out_and_is_sent_a_few_times_only(db: None) -> None:
    boss = people.person("supervisor")
    handler = enrolled("handler", center=boss.center)
    assert handler.user is not None
    people.login(Client(), boss).post(reverse("accounts:colleague_factor", args=[handler.pk]), {"reason": WHY})
    page = reverse("accounts:second_factor")
    owner = log_in(handler)
    answers = [owner.post(page).status_code for _ in range(limits.MAIL.attempts + 1)]
    assert answers == [302] * limits.MAIL.attempts + [429]
    sent = mails("accounts/enrolment", handler.user.email)
    assert len(sent) == limits.MAIL.attempts
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        late = log_in(handler)
        assert late.get(link_in(sent[-1], "address"), follow=True).status_code == 200
        assert late.get(reverse("mfa_activate_totp"))["Location"] == page
