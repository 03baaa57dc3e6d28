"""How often: N calls are allowed, the next is refused with Retry-After; nobody else feels it; a dead cache limits nobody."""

from __future__ import annotations

import socket
from typing import Any

import pytest
import redis
import time_machine
from django.core.cache import caches

from portal.api import throttles
from tests.api.calls import Answer, Api
from tests.api.conftest import Places

N = 5
MIDDAY = "2026-11-22T12:00:20+08:00"


@pytest.fixture(autouse=True)
def _limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.API_CALLS_A_MINUTE = N
    settings.API_ANONYMOUS_CALLS_A_MINUTE = N
    monkeypatch.setattr(throttles, "_rest_until", 0.0)
    caches["default"].clear()
    yield
    caches["default"].clear()


def refused(answer: Answer) -> None:
    assert (answer.status, answer.body["code"]) == (429, "throttled")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_person(places: Places) -> None:
    with time_machine.travel(MIDDAY, tick=False) as traveller:
        api, other = places.api("owner"), places.api("stranger")
        assert [api.get("me").status for _call in range(N)] == [200] * N
        answer = api.get("cases")
        refused(answer)
        assert answer.headers["Retry-After"] == "40"
        # Another token of the same person is the same person, another person is not.
        refused(places.api("owner").get("me"))
        assert other.get("me").status == 200
        traveller.shift(39)
        refused(api.get("me"))
        traveller.shift(1)
        assert api.get("me").status == 200


def test_an_address_without_a_log_in(places: Places) -> None:
    with time_machine.travel(MIDDAY, tick=False):
        person = places.api("owner")
        anybody = Api()
        assert [anybody.get("schema/", REMOTE_ADDR="203.0.113.5").status for _call in range(N)] == [200] * N
        refused(anybody.get("schema/", REMOTE_ADDR="203.0.113.5"))
        # A neighbour of the same network is counted with it, another network and a person there are not.
        refused(anybody.get("schema/", REMOTE_ADDR="203.0.113.77"))
        assert anybody.get("schema/", REMOTE_ADDR="198.51.100.9").status == 200
        assert person.get("me", REMOTE_ADDR="203.0.113.5").status == 200


def test_many_at_once_count_one_by_one(places: Places) -> None:
    """The counter is one atomic step: no two calls read the same figure."""
    counted = [throttles._count("test") for _call in range(50)]
    assert counted == list(range(1, 51))


@pytest.fixture
def silent() -> Any:
    """Yield the address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


@pytest.mark.parametrize("how", ["gone", "silent"])
def test_a_dead_cache_limits_nobody(
    places: Places, monkeypatch: pytest.MonkeyPatch, silent: tuple[str, int], how: str
) -> None:
    """Never a 500, and only the first call waits for it."""
    api = places.api("owner")
    address = ("127.0.0.1", 1) if how == "gone" else silent
    dead = redis.Redis(host=address[0], port=address[1], socket_timeout=0.3, socket_connect_timeout=0.3)
    asked: list[str] = []

    def connection(alias: str) -> redis.Redis:
        asked.append(alias)
        return dead

    monkeypatch.setattr(throttles, "get_redis_connection", connection)
    assert [api.get("me").status for _call in range(3 * N)] == [200] * (3 * N)
    assert len(asked) == 1
    # After its rest the cache is asked again.
    monkeypatch.setattr(throttles, "_rest_until", 0.0)
    assert api.get("me").status == 200
    assert len(asked) == 2
