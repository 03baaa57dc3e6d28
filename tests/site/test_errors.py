"""Error pages: what happened, what to do, in the reader's language, and never a page that fails itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from portal import urls as portal_urls
from portal.policy import personas, table
from portal.policy.conflict import Conflict
from portal.policy.problems import explain
from portal.site import errors
from tests import people
from tests.site.pages import chinese_words, english_words, visible_words

FAILURES: dict[str, type[Exception]] = {
    "suspicious": SuspiciousOperation,
    "forbidden": PermissionDenied,
    "broken": RuntimeError,
    "away": OperationalError,
    "big": RequestDataTooBig,
    "conflict": Conflict,
}


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    raise FAILURES[kind]("secret inner words")


def query(request: HttpRequest) -> HttpResponse:
    """Leave the transaction broken behind, as a failing query does."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")
    raise AssertionError("unreachable")


urlpatterns = [
    *portal_urls.urlpatterns,
    path("fail/query/", query, name="query"),
    path("fail/<kind>/", fail, name="fail"),
]
handler400, handler403 = portal_urls.handler400, portal_urls.handler403
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


@pytest.fixture
def client(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client that sees answers, not exceptions, on a site with pages that fail."""
    find = table.find
    allowed = table.rule("fail", "GET", personas.ALL, scope="login", second_factor=False)
    monkeypatch.setattr(
        table, "find", lambda route, method: allowed if route in {"fail", "query"} else find(route, method)
    )
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nothing/", 404),
        ("/fail/suspicious/", 400),
        ("/fail/forbidden/", 403),
        ("/fail/big/", 413),
        ("/fail/broken/", 500),
        ("/fail/query/", 500),
        ("/fail/away/", 503),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_says_what_happened_and_what_to_do(client: Client, address: str, status: int, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(address)
    body = answer.content.decode()
    assert answer.status_code == status
    with translation.override(language):
        title, advice = explain(status)
    words = visible_words(body)
    assert title in words
    assert advice in words
    assert "secret inner words" not in body
    assert "Traceback" not in body
    if language == "en":
        assert chinese_words(body) == []
    else:
        assert english_words(body) == []


def test_a_database_that_is_away_is_said_to_be_away(client: Client) -> None:
    answer = client.get("/fail/away/")
    assert answer["Retry-After"] == "5"
    assert client.get("/fail/broken/").headers.get("Retry-After") is None


def test_a_signed_in_person_meets_the_same_page(client: Client) -> None:
    people.login(client, people.person("handler"))
    for address in ("/nothing/", "/fail/forbidden/", "/fail/query/", "/fail/broken/"):
        assert client.get(address).status_code in {403, 404, 500}


def test_the_wrong_method_names_the_right_one(client: Client) -> None:
    answer = client.post("/about/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


def test_a_conflict_no_view_answered_says_what_it_was(client: Client) -> None:
    answer = client.get("/fail/conflict/")
    assert answer.status_code == 409
    assert "secret inner words" in answer.content.decode()  # a conflict's words are meant for the reader


def test_programs_get_a_problem(client: Client) -> None:
    answer = client.get("/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_the_last_page_stands_without_database_session_or_request(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> None:
    with django_db_blocker.block():
        answer = errors.server_error(RequestFactory().get("/x/"))
    assert answer.status_code == 500
    assert "智南门户" in answer.content.decode()
    assert "{%" not in render_to_string("site/stand_alone.html", {"status": 500, "title": "t", "advice": "a"})


def test_a_form_without_its_token_is_explained(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert any("页面打开时间过长" in words for words in visible_words(answer.content.decode()))
