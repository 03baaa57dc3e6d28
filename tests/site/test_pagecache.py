"""Kept pages: answered without a query, exchanged exactly, and never somebody's own."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from portal.notices.models import OutboxEvent
from portal.notices.registry import Later, find
from portal.site import pagecache, selectors
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people

Made = Callable[..., HttpResponseBase]


@pytest.fixture
def kept(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the cache on, empty."""
    settings.PAGE_CACHE_SECONDS = 60
    monkeypatch.setattr(pagecache, "_away_until", 0.0)
    client = pagecache._client()
    for key in client.scan_iter(f"{pagecache.PREFIX}*"):
        client.delete(key)


@pytest.fixture
def away(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody listen where the cache was."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(pagecache, "_client", lambda: redis.Redis(port=port, socket_connect_timeout=0.5))


def nonce_of(page: Any) -> str:
    found = re.search(r"'nonce-([^']+)'", page["Content-Security-Policy"])
    assert found is not None
    return found[1]


def test_the_second_visitor_costs_no_query_and_has_a_nonce_of_their_own(
    kept: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = Client().get("/centers/")
    with django_assert_num_queries(0):
        second = Client().get("/centers/")
    assert nonce_of(first) != nonce_of(second)
    for page in (first, second):
        body = page.content.decode()
        assert set(re.findall(r'nonce="([^"]+)"', body)) == {nonce_of(page)}
        assert "csrf" not in body
        assert not page.cookies
        assert page["Cache-Control"] == "no-cache"
        assert page["X-Frame-Options"] == "DENY"
        assert page["Content-Language"] == "zh-hans"
    assert first.content.replace(nonce_of(first).encode(), nonce_of(second).encode()) == second.content


@pytest.mark.django_db(transaction=True)
def test_what_is_published_shows_from_the_commit_on(kept: None) -> None:
    center = people.make_center(name_zh="旧名分中心")
    reader = Client()
    assert "旧名分中心" in reader.get("/centers/").content.decode()
    with scopes.enter(scopes.national()):
        Center.objects.filter(pk=center.pk).update(name_zh="新名分中心")
        pagecache.touch("centers")
        inside = pagecache._client().keys(f"{pagecache.PREFIX}at:*")
    assert inside
    body = reader.get("/centers/").content.decode()
    assert "新名分中心" in body
    assert "旧名分中心" not in body
    with scopes.enter(scopes.system()):
        assert [event.payload for event in OutboxEvent.objects.filter(topic=pagecache.TOPIC)] == [{"tags": ["centers"]}]


def test_a_page_drawn_from_older_data_is_never_answered(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody publishes between this page's reading and its being kept, with and without a generation before."""
    drawn: list[int] = []
    original = selectors.center_directory

    def overtaken(**wanted: str) -> Any:
        rows = original(**wanted)
        drawn.append(1)
        if len(drawn) < 3:
            pagecache.bump(["centers"])
        return rows

    monkeypatch.setattr(selectors, "center_directory", overtaken)
    for expected in (1, 2, 3, 3):
        Client().get("/centers/")
        assert len(drawn) == expected


def test_what_is_taken_back_exchanges_nothing(
    kept: None,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    Client().get("/about/")
    with (
        django_capture_on_commit_callbacks(execute=True),
        suppress(ZeroDivisionError),
        scopes.enter(scopes.national()),
    ):
        pagecache.touch("centers")
        raise ZeroDivisionError
    with django_assert_num_queries(0):
        Client().get("/about/")


def test_a_person_gets_their_own_page_and_leaves_none(kept: None) -> None:
    person = people.person("owner")
    client = people.login(Client(), person)
    mine = client.get("/about/")
    assert mine["Cache-Control"] == "no-store, private"
    assert str(person.user) in mine.content.decode()
    assert str(person.user) not in Client().get("/about/").content.decode()
    assert str(person.user) in client.get("/about/").content.decode()


def test_languages_and_hosts_have_their_own(kept: None) -> None:
    chinese = Client(headers={"host": "one.example"})
    english = Client(headers={"accept-language": "en"})
    for _turn in range(2):
        assert '<html lang="zh-CN">' in chinese.get("/about/").content.decode()
        assert '<html lang="en">' in english.get("/about/").content.decode()
    keys = len(pagecache._client().keys(f"{pagecache.PREFIX}at:*"))
    Client(headers={"host": "two.example"}).get("/about/")
    assert len(pagecache._client().keys(f"{pagecache.PREFIX}at:*")) == keys + 1


def test_a_strangers_parameter_reaches_nobody(kept: None) -> None:
    body = Client().get("/centers/?kind=local&utm=mine").content.decode()
    assert "mine" not in body
    assert 'value="/centers/?kind=local"' in body
    assert Client().get("/centers/?utm=yours&kind=local").content.count(b"yours") == 0
    assert len(pagecache._client().keys(f"{pagecache.PREFIX}at:*")) == 1


def test_addresses_without_number_fill_no_store(kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "MOST_QUERIES", 3)
    for number in range(6):
        assert Client().get(f"/centers/?province={number}").status_code == 200
    assert len(pagecache._client().keys(f"{pagecache.PREFIX}at:*")) == 3


ANSWERS: dict[str, Made] = {
    "a cookie": lambda: _with_cookie(),
    "a form's secret": lambda: HttpResponse('<input name="csrfmiddlewaretoken">'),
    "what is private": lambda: HttpResponse("x", headers={"Cache-Control": "private"}),
    "what is not there": lambda: HttpResponse("x", status=404),
    "a way elsewhere": lambda: HttpResponse(status=302, headers={"Location": "/x/"}),
    "a stream": lambda: StreamingHttpResponse([b"x"]),
    "too much": lambda: HttpResponse("x" * (pagecache.MOST_BYTES + 1)),
}


def _with_cookie() -> HttpResponse:
    response = HttpResponse("x")
    response.set_cookie("mine", "1")
    return response


@pytest.mark.parametrize("made", ANSWERS.values(), ids=ANSWERS.keys())
def test_what_hints_at_a_person_is_not_kept(kept: None, made: Made) -> None:
    calls = []

    def view(_request: Any) -> HttpResponseBase:
        calls.append(1)
        return made()

    middleware = pagecache.PageCacheMiddleware(view)
    for _turn in range(2):
        middleware(RequestFactory().get("/about/"))
    assert len(calls) == 2
    middleware = pagecache.PageCacheMiddleware(lambda _request: HttpResponse("plain"))
    middleware(RequestFactory().get("/about/"))
    assert middleware(RequestFactory().get("/about/")).content == b"plain"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "given", [{"HTTP_COOKIE": "sessionid=x"}, {"HTTP_AUTHORIZATION": "Token x"}, {"HTTP_HX_REQUEST": "true"}]
)
def test_who_may_be_somebody_is_not_answered_here(kept: None, given: dict[str, Any]) -> None:
    pagecache.PageCacheMiddleware(lambda _request: HttpResponse("kept"))(RequestFactory().get("/about/"))
    fresh = pagecache.PageCacheMiddleware(lambda _request: HttpResponse("fresh"))
    assert fresh(RequestFactory().get("/about/", **given)).content == b"fresh"  # type: ignore[attr-defined]
    assert fresh(RequestFactory().post("/about/")).content == b"fresh"  # type: ignore[attr-defined]
    assert fresh(RequestFactory().get("/about/")).content == b"kept"  # type: ignore[attr-defined]


def test_who_has_the_page_is_told_so_and_keeps_its_policy(kept: None) -> None:
    etag = Client().get("/about/")["ETag"]
    again = Client().get("/about/", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again
    assert again["ETag"] == etag
    assert Client().get("/about/", headers={"if-none-match": '"other"'}).status_code == 200


def test_without_cache_every_page_is_drawn(
    away: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _turn in range(2):
        assert Client().get("/about/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True), scopes.enter(scopes.national()):
        pagecache.touch("centers")
    with scopes.enter(scopes.system()):
        (event,) = OutboxEvent.objects.filter(topic=pagecache.TOPIC)
    with pytest.raises(Later):
        find(pagecache.TOPIC).run(event)  # type: ignore[arg-type]


def test_the_outbox_makes_up_for_it(kept: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Client().get("/about/")
    with transaction.atomic(), scopes.enter(scopes.national()):
        pagecache.touch("centers")
    with scopes.enter(scopes.system()):
        (event,) = OutboxEvent.objects.filter(topic=pagecache.TOPIC)
    with django_assert_num_queries(0):
        Client().get("/about/")
    find(pagecache.TOPIC).run(event)  # type: ignore[arg-type]
    before = len(connection.queries_log)
    connection.force_debug_cursor = True
    try:
        Client().get("/about/")
    finally:
        connection.force_debug_cursor = False
    assert len(connection.queries_log) > before


def test_no_page_outlives_its_day() -> None:
    evening = datetime(2026, 11, 23, 23, 59, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(evening, tick=False):
        assert pagecache._seconds_to_midnight() == 30


def test_the_language_button_needs_no_secret(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.get("/language/", {"language": "en", "next": "/centers/?kind=local"})
    assert answer["Location"] == "/centers/?kind=local"
    assert '<html lang="en">' in strict.get("/centers/").content.decode()
    assert strict.get("/language/", {"language": "xx", "next": "//evil.example"})["Location"] == "/"
    assert strict.cookies["django_language"].value == "en"
