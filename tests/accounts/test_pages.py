"""Every page of accounts draws for everybody it is open to, in both languages, whole."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from portal.accounts import policy
from portal.accounts.models import User
from portal.tenancy import scope as scopes
from tests import people

# Pages that need an argument have tests of their own; these end the session or only lead on.
ELSEWHERE = {"account_logout", "account_set_password", "api:token"}


def plain_pages(persona: str) -> list[str]:
    """Addresses of the pages a persona may GET and that need no argument."""
    found = []
    for row in policy.RULES:
        if "GET" in row.methods and persona in row.personas and row.route not in ELSEWHERE:
            try:
                found.append(reverse(row.route))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("persona", people.PERSONAS)
def test_pages_draw(db: None, persona: str, language: str) -> None:
    who = people.person(persona)
    client = people.login(Client(HTTP_ACCEPT_LANGUAGE=language), who)
    client.cookies["django_language"] = language
    pages = plain_pages(persona)
    assert len(pages) >= 7
    drawn = 0
    for page in pages:
        response = client.get(page)
        assert response.status_code in {200, 302, 403, 404}, (page, response.status_code)
        if response.status_code == 200:
            drawn += 1
            body = response.content.decode()
            assert "<h1>" in body or 'class="stop"' in body, page
            assert f'lang="{"en" if language == "en" else "zh-CN"}"' in body
    assert drawn >= 5
    if who.user is not None:
        with scopes.enter(scopes.system()):
            assert User.objects.get(pk=who.pk).is_active
