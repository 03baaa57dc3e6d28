"""Signing up, confirming, forgetting a password, changing an address: nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.models import ApiToken, User
from portal.accounts.sealing import seal
from portal.accounts.tokens import token_issue
from portal.notices import topics, wording
from tests import people
from tests.accounts.helpers import HOME, link_in, logged_in, mails, outbox, reload, type_password, verbs

NEW = "maple-engine-harbour-9"
FORM = {"name": "王小明", "email": "new@example.com", "password1": NEW, "password2": NEW}


def blanked(response: Any) -> str:
    """The page without what differs on every call."""
    return re.sub(
        r'(csrfmiddlewaretoken" value="|csrf-token" content="|nonce=")[^"]+', r"\1", response.content.decode()
    )


def sign_up(client: Client, **changes: str) -> Any:
    return client.post(reverse("account_signup"), FORM | changes, REMOTE_ADDR=HOME)


def test_the_whole_way_in(db: None) -> None:
    client = Client()
    response = sign_up(client)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not logged_in(client)
    user = User.objects.get(email="new@example.com")
    assert (user.name, user.language) == ("王小明", "zh-hans")
    (mail,) = mails("account/email_confirmation_signup", "new@example.com")
    assert mail["language"] == "zh-hans"
    assert "confirm-email" not in str(mail)
    link = link_in(mail, "activate_url")
    assert "确认".encode() in client.get(link).content
    assert client.post(link).status_code == 302
    assert logged_in(client)
    assert client.get("/")["Location"] == reverse("accounts:enterprise_register")
    assert {"account.signed_up", "account.email_verified", "account.logged_in"} <= set(verbs())
    again = Client().get(link)
    assert again.status_code == 200
    assert "已使用过".encode() in again.content


def test_nobody_logs_in_before_confirming(db: None) -> None:
    sign_up(Client())
    client = Client()
    response = type_password(client, "new@example.com", NEW)
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not logged_in(client)
    assert len(mails("account/email_confirmation_signup")) + len(mails("account/email_confirmation")) == 2


def test_a_known_address_gets_the_same_page_and_another_mail(db: None) -> None:
    known = people.make_user()
    fresh, old = Client(), Client()
    answers = [sign_up(fresh), sign_up(old, email=known.email)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert blanked(fresh.get(answers[0]["Location"])) == blanked(old.get(answers[1]["Location"]))
    (mail,) = mails("account/account_already_exists", known.email)
    assert link_in(mail, "password_reset_url") == reverse("account_reset_password")
    assert reload(known).check_password(people.PASSWORD)


def test_a_forgotten_password_answers_alike_for_all(db: None) -> None:
    known = people.make_user()
    first, second = Client(), Client()
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, REMOTE_ADDR=HOME, follow=True)
        for client, email in ((first, known.email), (second, "nobody@example.com"))
    ]
    assert blanked(answers[0]) == blanked(answers[1])
    assert len(mails("account/password_reset_key", known.email)) == 1
    assert len(mails("account/unknown_account", "nobody@example.com")) == 1


def test_setting_a_new_password_ends_sessions_and_tokens(db: None) -> None:
    user = people.make_user()
    elsewhere = Client()
    type_password(elsewhere, user.email)
    token_issue(user=user, name="t", expires_at=timezone.now() + timedelta(days=1), second_factor=False)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email}, REMOTE_ADDR=HOME)
    (mail,) = mails("account/password_reset_key")
    link = link_in(mail, "password_reset_url")
    page = client.get(link, follow=True)
    weak = client.post(page.redirect_chain[-1][0], {"password1": "short", "password2": "short"})
    assert weak.status_code == 200
    assert weak.context["form"].errors["password1"]
    done = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert not logged_in(client)
    assert elsewhere.get("/accounts/").status_code == 302
    assert not ApiToken.objects.filter(user=user, revoked_at=None).exists()
    assert type_password(client, user.email, NEW).status_code == 302
    assert "已失效".encode() in Client().get(link, follow=True).content
    assert mails("account/password_reset", user.email)
    assert {"account.password_reset", "account.token_revoked"} <= set(verbs())


def test_the_links_in_mails_stand_on_the_portals_own_host(db: None, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    user = people.make_user()
    Client().post(reverse("account_reset_password"), {"email": user.email}, headers={"Host": "evil.example"})
    sign_up(Client(HTTP_HOST="evil.example"), email=user.email)
    for mail in outbox("mail"):
        for key in ("password_reset_url", "activate_url"):
            if key in mail["context"]:
                link_in(mail, key)
        assert "evil.example" not in str(mail)


def test_an_address_is_not_flooded_with_mail(db: None) -> None:
    user = people.make_user()
    for _n in range(limits.MAIL.attempts + 3):
        response = Client().post(reverse("account_reset_password"), {"email": user.email}, REMOTE_ADDR=HOME)
        assert response.status_code == 302
    assert len(mails("account/password_reset_key")) == limits.MAIL.attempts


@pytest.mark.parametrize(("route", "body", "limit"), [
    ("account_reset_password", {"email": "a{n}@example.com"}, limits.RESET_SOURCE),
    ("account_signup", FORM | {"email": "a{n}@example.com"}, limits.SIGN_UP),
])  # fmt: skip
def test_one_network_is_limited(db: None, route: str, body: dict[str, str], limit: limits.Limit) -> None:
    answers = []
    for n in range(limit.attempts + 1):
        filled = {key: value.format(n=n) for key, value in body.items()}
        answers.append(Client().post(reverse(route), filled, REMOTE_ADDR=HOME))
    assert [one.status_code for one in answers[:-1]] == [302] * limit.attempts
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert Client().post(reverse(route), filled, REMOTE_ADDR="192.0.2.1").status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"email": "no"}, "email"), ({"email": ""}, "email"), ({"password2": "other"}, "password2"),
     ({"password1": "short", "password2": "short"}, "password1"), ({"name": "x" * 81}, "name"),
     ({"password1": "password1234", "password2": "password1234"}, "password1"),
     ({"email": "王" * 300 + "@example.com"}, "email"), ({"name": "a\x00b"}, "name")],
)  # fmt: skip
def test_bad_input_is_answered_beside_the_field(db: None, changes: dict[str, str], field: str) -> None:
    response = sign_up(Client(), **changes)
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert "王小明" in response.content.decode() or field == "name"
    assert not User.objects.filter(email="new@example.com").exists()


def test_who_cannot_prove_an_address_gives_way_to_who_can(db: None) -> None:
    sign_up(Client(), email="boss@example.com", name="Squatter")
    squatter = User.objects.get(email="boss@example.com")
    owner = people.make_user()
    client = Client()
    type_password(client, owner.email)
    response = client.post(reverse("account_email"), {"email": "boss@example.com", "action_add": "1"})
    assert response.status_code == 302
    page = client.get(reverse("account_email")).content.decode()
    assert "boss@example.com" in page
    assert owner.email in page
    (mail,) = mails("account/email_confirmation", "boss@example.com")
    client.post(link_in(mail, "activate_url"))
    assert reload(owner).email == "boss@example.com"
    gone = reload(squatter)
    assert not gone.is_active
    assert gone.email.endswith("@void.invalid")
    assert gone.name == ""
    assert {"account.put_aside", "account.email_changed"} <= set(verbs())
    assert mails("account/email_changed")
    assert list(EmailAddress.objects.filter(user=owner).values_list("email", "verified")) == [
        ("boss@example.com", True)
    ]


def test_an_address_in_use_is_not_taken_over(db: None) -> None:
    owner, other = people.make_user(), people.make_user()
    client = Client()
    type_password(client, owner.email)
    client.post(reverse("account_email"), {"email": other.email, "action_add": "1"})
    for mail in mails("account/email_confirmation", other.email):
        client.post(link_in(mail, "activate_url"))
    assert reload(owner).email != other.email
    assert type_password(Client(), other.email).status_code == 302


def test_changing_the_password_needs_the_present_one_and_is_limited(db: None) -> None:
    user = people.make_user()
    client, other = Client(), Client()
    type_password(client, user.email)
    type_password(other, user.email)
    page = reverse("account_change_password")
    for _n in range(limits.PASSWORD.attempts):
        wrong = client.post(page, {"oldpassword": "x", "password1": NEW, "password2": NEW})
        assert wrong.status_code == 200
        assert wrong.context["form"].errors["oldpassword"]
    stopped = client.post(page, {"oldpassword": people.PASSWORD, "password1": NEW, "password2": NEW})
    assert stopped.status_code == 429
    fresh = Client()
    type_password(fresh, user.email)
    done = fresh.post(page, {"oldpassword": people.PASSWORD, "password1": NEW, "password2": NEW})
    assert done["Location"] == reverse("accounts:profile")
    assert fresh.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302
    assert "account.password_set" in verbs()


def test_every_mail_of_accounts_can_be_written_in_both_languages(db: None) -> None:
    names = [name for name in topics.all_templates() if name.startswith(("account/", "accounts/"))]
    assert len(names) >= 20
    context = {
        "name": "王小明", "email": "a@example.com", "place": {"zh": "甲", "en": "A"}, "role": "handler", "by": "李",
        "roles": ["handler", "expert"], "reason": "需要", "note": "法务", "claimed_name": "甲公司", "accepted": True,
        "expires_at": "2026-11-30T10:00:00+08:00", "happened_at": "2026-11-22T10:00:00+08:00", "ip": HOME,
        "from_email": "old@example.com", "to_email": "new@example.com", "user_agent": "Firefox",
        "address": seal("https://x.example/secret"), "activate_url": seal("https://x.example/secret"),
        "password_reset_url": seal("https://x.example/secret"), "signup_url": "https://x.example/signup",
    }  # fmt: skip
    for name in names:
        written = [wording.message(name, context, language) for language in ("zh-hans", "en")]
        assert all(message.subject and message.text and "<html" in message.html for message in written), name
        assert written[0].subject != written[1].subject, name
        assert re.search("[一-鿿]{4}", written[0].text), name
        assert not re.search("[一-鿿]{4}", written[1].text), name
        if "|unseal" in Path(settings.BASE_DIR, "templates", "email", f"{name}.txt").read_text():
            assert "https://x.example/secret" in written[0].text
            assert "https://x.example/secret" in written[0].html


def test_a_page_that_says_it_leaves_nothing_to_be_said_later(db: None) -> None:
    client = Client()
    sign_up(client)
    assert "flash-info" not in client.get(reverse("account_email_verification_sent")).content.decode()
    link = link_in(mails("account/email_confirmation_signup")[-1], "activate_url")
    assert "flash-info" not in client.get(link).content.decode()
