"""What outlives a password, a guesser's patience and a sender's words: tokens, daily windows, mails to strangers."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.models import ApiToken
from portal.accounts.names import name_check, name_for_mail
from portal.accounts.tokens import token_find, token_issue
from portal.tenancy import scope as scopes
from tests import people
from tests.accounts.helpers import ELSEWHERE, HOME, link_in, logged_in, mails, outbox, type_password
from tests.accounts.test_invitations import ADDRESS
from tests.accounts.test_second_factor import code_at
from tests.accounts.test_whose_word import the


def make_token(who: people.Person) -> str:
    assert who.user is not None
    later = timezone.now() + timedelta(days=1)
    return token_issue(user=who.user, name="t", expires_at=later, second_factor=True)[1]


def told() -> list[dict[str, Any]]:
    return [one for one in outbox("notice") if one["template"] == "accounts/code_guessed"]


# -- API tokens -------------------------------------------------------------------------------------------------------


def test_a_changed_password_ends_the_tokens(db: None) -> None:
    owner = people.person("owner")
    key = make_token(owner)
    client = people.login(Client(), owner)
    page = reverse("account_change_password")
    assert "API 令牌" in client.get(page).content.decode()
    words = "maple-engine-harbour-9"
    wrong = client.post(page, {"oldpassword": "not it", "password1": words, "password2": words})
    assert wrong.status_code == 200
    assert token_find(key) is not None
    assert (
        client.post(page, {"oldpassword": people.PASSWORD, "password1": words, "password2": words}).status_code == 302
    )
    assert token_find(key) is None


def test_ending_all_others_ends_the_tokens(db: None) -> None:
    owner = people.person("owner")
    other = people.person("owner")
    key, foreign = make_token(owner), make_token(other)
    client = people.login(Client(), owner)
    page = client.get(reverse("usersessions_list")).content.decode()
    # the button stands there for the token's sake, though there is one session only
    assert 'class="btn btn-danger"' in page
    assert client.post(reverse("usersessions_list")).status_code == 302
    assert token_find(key) is None
    assert token_find(foreign) is not None
    assert 'class="btn btn-danger"' not in client.get(reverse("usersessions_list")).content.decode()


def test_an_old_session_makes_no_token_without_the_password(db: None) -> None:
    owner = people.person("owner")
    client = people.login(Client(), owner)
    page, form = reverse("accounts:tokens"), {"name": "夜间导出 & 1", "days": "7"}
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    asked = client.post(page, form)
    assert asked["Location"].startswith(reverse("account_reauthenticate") + "?next=")
    assert not ApiToken.objects.filter(user_id=owner.pk).exists()
    back = client.post(asked["Location"], {"password": people.PASSWORD})
    kept = client.get(back["Location"])
    assert kept.context["form"]["name"].value() == form["name"]
    assert str(kept.context["form"]["days"].value()) == "7"
    made = client.post(page, form)
    assert token_find(made.context["key"]) is not None


# -- guessing codes ---------------------------------------------------------------------------------------------------


def guess(email: str, times: int, after: timedelta = timedelta()) -> list[int]:
    """Guess codes with a stolen password, patiently: never more at a time than the short windows let through."""
    answers = []
    moment = timezone.now() + after
    for n in range(times):
        if n % limits.CODE.attempts == 0:
            moment += timedelta(seconds=limits.CODE.seconds + 1)
        with time_machine.travel(moment, tick=False):
            client = Client()
            type_password(client, email, address=ELSEWHERE)
            answers.append(
                client.post(reverse("mfa_authenticate"), {"code": "000000"}, REMOTE_ADDR=ELSEWHERE).status_code
            )
    return answers


def test_patient_guessing_ends_within_a_day_and_the_owner_hears_of_it(db: None) -> None:
    user = people.person("handler").user
    assert user is not None
    secret = people.enrol_totp(user)
    start = timezone.now()
    known = Client()
    type_password(known, user.email)
    known.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR=HOME)
    assert logged_in(known)
    known.post(reverse("account_logout"))
    most = limits.CODE_DAY.attempts
    assert guess(user.email, limits.CODE_TOLD - 1) == [200] * (limits.CODE_TOLD - 1)
    assert told() == []
    answers = guess(user.email, most, after=timedelta(hours=1))
    assert answers == [200] * (most - limits.CODE_TOLD + 1) + [429] * (limits.CODE_TOLD - 1)
    assert [one["context"] for one in told()] == [
        {"failures": limits.CODE_TOLD, "closed": False},
        {"failures": most, "closed": True},
    ]
    assert {one["recipients"]["users"][0] for one in told()} == {user.pk}
    later = start + timedelta(hours=12)
    with time_machine.travel(later, tick=False):
        stranger = Client()
        type_password(stranger, user.email, address="192.0.2.99")
        right = stranger.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR="192.0.2.99")
        assert right.status_code == 429
        assert "用过的浏览器" in right.content.decode()
        body = {"email": user.email, "password": people.PASSWORD, "otp": code_at(secret)}
        api = Client().post("/api/v1/token", body, content_type="application/json", REMOTE_ADDR="192.0.2.99")
        assert api.status_code == 429
        # the owner's own browser is never shut out
        type_password(known, user.email)
        known.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR=HOME)
        assert logged_in(known)
    with time_machine.travel(start + timedelta(hours=26), tick=False):
        stranger = Client()
        type_password(stranger, user.email, address="192.0.2.99")
        stranger.post(reverse("mfa_authenticate"), {"code": code_at(secret)}, REMOTE_ADDR="192.0.2.99")
        assert logged_in(stranger)


# -- mails to strangers -----------------------------------------------------------------------------------------------


def test_an_inviter_sends_so_many_a_day(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INVITE", limits.Limit(3, 24 * 3600))
    boss = people.person("supervisor")
    client, page = people.login(Client(), boss), reverse("accounts:staff_invite")
    for n in range(2):
        assert client.post(page, {"email": f"a{n}@example.com", "role": "handler"}).status_code == 302
    again = reverse("accounts:staff_invitation_again", args=[the("a0@example.com").pk])
    assert client.post(again).status_code == 302
    refused = client.post(page, {"email": "a3@example.com", "role": "handler"})
    assert refused.status_code == 422
    assert "3" in refused.context["form"].errors["email"][0]
    assert client.post(again).status_code == 409
    assert len(mails("accounts/invitation")) == 3
    colleague = people.login(Client(), people.person("supervisor", center=boss.center))
    assert colleague.post(page, {"email": "a3@example.com", "role": "handler"}).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        people.login(client, boss)
        assert client.post(page, {"email": "a4@example.com", "role": "handler"}).status_code == 302


def test_an_address_gets_so_many_a_day_whoever_sends(db: None) -> None:
    answers = []
    for _ in range(limits.INVITED.attempts + 1):
        client = people.login(Client(), people.person("owner"))
        form = {"email": ADDRESS, "name": "李雷", "role": "member"}
        answers.append(client.post(reverse("accounts:member_invite"), form).status_code)
    assert answers == [302] * limits.INVITED.attempts + [422]
    assert len(mails("accounts/invitation", ADDRESS)) == limits.INVITED.attempts


@pytest.mark.parametrize(
    "name",
    ["evil.com", "请访问 evil.cn 领取", "https://x.y", "www.evil", "a/b", "mail@evil.com", "Evil。com", "李\u202e雷", "a\x07b", "EVIL.COM"],
)  # fmt: skip
def test_an_address_is_no_name(db: None, name: str) -> None:
    with pytest.raises(ValidationError):
        name_check(name)
    client = people.login(Client(), people.person("supervisor"))
    form = {"email": ADDRESS, "name": name, "role": "handler"}
    response = client.post(reverse("accounts:staff_invite"), form)
    assert response.status_code == 422
    assert response.context["form"].errors["name"]
    assert mails("accounts/invitation") == []


@pytest.mark.parametrize("name", ["李雷", "J. R. Smith", "J.R. O’Neil-Müller", "阿卜杜拉·买买提", "علی\u200cرضا"])
def test_a_name_is_a_name(name: str) -> None:
    name_check(name)
    assert name_for_mail(name) == name


def test_a_mail_holds_no_link_of_the_senders(db: None) -> None:
    firm = people.make_enterprise(name="点击 https://evil.com/win 有限公司")
    owner = people.person("owner", enterprise=firm)
    with scopes.enter(scopes.system()):
        owner.user.name = "www.evil.cn/a"  # type: ignore[union-attr]
        owner.user.save()  # type: ignore[union-attr]
    form = {"email": ADDRESS, "name": "李雷", "role": "member"}
    assert people.login(Client(), owner).post(reverse("accounts:member_invite"), form).status_code == 302
    (mail,) = mails("accounts/invitation", ADDRESS)
    assert mail["context"]["by"] == "www. evil. cn a"
    assert mail["context"]["place"]["zh"] == "点击 evil. com win 有限公司"
    assert link_in(mail, "address")
