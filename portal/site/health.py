"""Signs of life for balancers and start-up scripts, answered before anything else can fail.

`/healthz`: this process answers. `/readyz`: it can also do its work; 503 while the database is away, while a cache that
is away only shows as "degraded" (pages work without it). Both stand before the session, the transaction and the host
check, so they are no routes of the policy table and tell nothing but these words.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse


class HealthMiddleware:
    """Answer the two addresses; pass everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"}:
            if request.path_info == "/healthz":
                return _answer({"process": "ok"}, 200)
            if request.path_info == "/readyz":
                return ready()
        return self.get_response(request)


def ready() -> JsonResponse:
    """Ask the database and the cache."""
    database, cached = _database(), _cache()
    words = {"database": "ok" if database else "down", "cache": "ok" if cached else "degraded"}
    return _answer(words, 200 if database else 503)


def _answer(words: dict[str, str], status: int) -> JsonResponse:
    return JsonResponse(words, status=status, headers={"Cache-Control": "no-store"})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        connection.close()
        return False


def _cache() -> bool:
    # a broken cache answers None instead of failing (settings.CACHES)
    token = secrets.token_hex(8)
    cache.set(f"ready:{token}", token, 5)
    return bool(cache.get(f"ready:{token}") == token)
