"""A center's site, whose database login cannot see national people: their addresses answer there like anybody's."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.tenancy import scope as scopes
from tests import people
from tests.accounts.helpers import HOME, link_in, logged_in, mails, verbs
from tests.accounts.test_signup import NEW, blanked, sign_up
from tests.servers import RunServers


class Site:
    """Switch the default connection between the workers' login, which may prepare everything, and a center site's."""

    def __init__(self, servers: RunServers) -> None:
        self.urls = {"app": servers.endpoints.app_url, "worker": servers.endpoints.worker_url}

    def serve_as(self, login: str) -> None:
        connections["default"].close()
        url = urlsplit(self.urls[login])
        connections["default"].settings_dict |= {"USER": url.username, "PASSWORD": url.password}
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            assert cursor.fetchone() == (f"portal_{login}",)


@pytest.fixture
def site(servers: RunServers, transactional_db: None) -> Iterator[Site]:
    before = dict(connections["default"].settings_dict)
    site = Site(servers)
    yield site
    connections["default"].close()
    connections["default"].settings_dict.clear()
    connections["default"].settings_dict.update(before)


def test_a_national_address_signs_up_and_nobody_can_tell(site: Site) -> None:
    national = people.person("coordinator")
    assert national.user is not None
    site.serve_as("app")
    assert not User.objects.filter(pk=national.pk).exists()
    fresh, known = Client(), Client()
    answers = [sign_up(fresh), sign_up(known, email=national.user.email)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, answers[0]["Location"])] * 2
    assert blanked(fresh.get(answers[0]["Location"])) == blanked(known.get(answers[0]["Location"]))
    assert not logged_in(known)
    site.serve_as("worker")
    assert len(mails("account/account_already_exists", national.user.email)) == 1
    assert mails("account/email_confirmation_signup", national.user.email) == []
    assert "account.signed_up_again" in verbs()
    with scopes.enter(scopes.system()):
        (user,) = User.objects.filter(email=national.user.email)
        assert user.check_password(people.PASSWORD)


def test_an_ordinary_address_may_not_become_a_national_one(site: Site) -> None:
    national, owner = people.person("analyst"), people.person("owner")
    assert national.user is not None
    assert owner.user is not None
    site.serve_as("app")
    client = people.login(Client(), owner)
    asked = client.post(reverse("account_email"), {"email": national.user.email, "action_add": "1"}, REMOTE_ADDR=HOME)
    assert asked.status_code == 302
    site.serve_as("worker")
    link = link_in(mails("account/email_confirmation", national.user.email)[-1], "activate_url")
    site.serve_as("app")
    assert client.post(link).status_code in {200, 302}
    site.serve_as("worker")
    with scopes.enter(scopes.system()):
        assert User.objects.get(pk=owner.pk).email == owner.user.email
        verified = EmailAddress.objects.filter(email=national.user.email, verified=True)
        assert [one.user_id for one in verified] == [national.pk]


def test_an_invitation_to_a_national_person_says_where_to_log_in(site: Site) -> None:
    national, boss = people.person("reviewer"), people.person("supervisor")
    assert national.user is not None
    client = people.login(Client(), boss)
    client.post(reverse("accounts:staff_invite"), {"email": national.user.email, "name": "李雷", "role": "expert"})
    link = link_in(mails("accounts/invitation", national.user.email)[-1], "address")
    site.serve_as("app")
    answer = Client().post(link, {"name": "李雷", "password1": NEW, "password2": NEW})
    assert answer.status_code == 409
    assert "国家站点" in answer.content.decode()
    site.serve_as("worker")
    with scopes.enter(scopes.system()):
        (user,) = User.objects.filter(email=national.user.email)
        assert user.check_password(people.PASSWORD)
