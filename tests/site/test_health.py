"""Signs of life: honest about the database, calm about the cache."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.test import Client, RequestFactory, override_settings

from portal.site.health import HealthMiddleware


def unreachable(request: HttpRequest) -> HttpResponseBase:
    raise AssertionError("went past the signs of life")


def ask(path: str) -> JsonResponse:
    answer = HealthMiddleware(unreachable)(RequestFactory().get(path, headers={"host": "10.0.0.7"}))
    assert isinstance(answer, JsonResponse)
    return answer


def test_ready_while_both_answer(db: None) -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok"}
    assert answer["Cache-Control"] == "no-store"


def test_not_ready_without_the_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", away)
        patched.setattr(connection, "close", lambda: None)
        answer, alive = ask("/readyz"), ask("/healthz")
    assert answer.status_code == 503
    assert b'"database": "down"' in answer.content
    assert alive.status_code == 200


def test_a_missing_cache_only_degrades(db: None) -> None:
    gone = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    with override_settings(CACHES={"default": gone}):
        answer = ask("/readyz")
    caches.close_all()
    assert answer.status_code == 200
    assert b'"cache": "degraded"' in answer.content


def test_only_reading_is_a_sign_of_life(db: None) -> None:
    assert Client().post("/healthz").status_code == 404
    assert Client().head("/healthz").status_code == 200
