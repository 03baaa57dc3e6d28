"""Headers of every page: what a browser may load, and what nobody may keep."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.accounts.actors import Actor, Seat
from portal.site.middleware import PrivatePagesMiddleware
from tests import people

PUBLIC = ["/", "/centers/", "/about/", "/privacy/", "/terms/", "/accessibility/", "/nothing-here/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_only_our_own_scripts_and_styles_run(db: None, path: str) -> None:
    page = Client().get(path)
    policy = page["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    nonce = re.search(r"script-src [^;]*'nonce-([^']+)'", policy)
    assert nonce is not None
    body = page.content.decode()
    scripts = re.findall(r"<script[^>]*>", body)
    assert scripts
    for script in scripts:
        assert f'nonce="{nonce[1]}"' in script
        assert 'src="/static/' in script
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", body)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", body)


def test_each_page_has_its_own_nonce(db: None) -> None:
    client = Client()
    assert client.get("/")["Content-Security-Policy"] != client.get("/")["Content-Security-Policy"]


@pytest.mark.parametrize("path", PUBLIC)
def test_the_other_guards_are_up(db: None, path: str) -> None:
    page = Client().get(path)
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Referrer-Policy"] == "same-origin"
    assert "camera=()" in page["Permissions-Policy"]
    assert "geolocation=()" in page["Permissions-Policy"]


def test_what_a_signed_in_person_sees_is_kept_nowhere(db: None) -> None:
    client = people.login(Client(), people.person("owner"))
    for path in ("/about/", "/nothing-here/"):
        assert client.get(path)["Cache-Control"] == "no-store, private"
    assert "no-store" not in Client().get("/about/").get("Cache-Control", "")


def test_no_view_can_loosen_that() -> None:
    def careless(request: HttpRequest) -> HttpResponse:
        request.actor = Actor(7, Seat("enterprise:1", "enterprise", frozenset({"owner"})))  # type: ignore[attr-defined]
        return HttpResponse(headers={"Cache-Control": "public, max-age=600"})

    assert PrivatePagesMiddleware(careless)(RequestFactory().get("/x/"))["Cache-Control"] == "no-store, private"


def test_answers_to_programs_are_kept_nowhere_either(db: None) -> None:
    assert Client().get("/api/v1/nothing/")["Cache-Control"] == "no-store, private"
