"""How often the API may be called: per person, and per network address for those who are not logged in.

One counter per minute in the cache, one round trip per request. A cache that is down or hangs limits nobody: after a
failure it is left alone for a while, so that requests do not wait for it one by one.
"""

from __future__ import annotations

import logging
import time
from abc import abstractmethod
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django_redis import get_redis_connection
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from portal.accounts.actors import Actor
from portal.accounts.sources import client_address, network_of, source_key

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 60
REST_SECONDS = 10.0
_rest_until = 0.0


class PortalThrottle(BaseThrottle):
    """N calls in each minute of the clock; the next one is refused with the seconds left of it."""

    scope: str
    _left: float = 0.0

    @abstractmethod
    def caller(self, request: Request) -> str:
        """Name who is counted; "" for nobody."""

    @abstractmethod
    def limit(self) -> int:
        """Give N."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        caller = self.caller(request)
        if not caller:
            return True
        window, passed = divmod(time.time(), WINDOW_SECONDS)
        if _count(f"throttle:{self.scope}:{caller}:{int(window)}") <= self.limit():
            return True
        self._left = WINDOW_SECONDS - passed
        return False

    def wait(self) -> float:
        return self._left


class PersonThrottle(PortalThrottle):
    """A person's calls, from whatever address or token."""

    scope = "person"

    def caller(self, request: Request) -> str:
        actor: Actor = request._request.actor  # type: ignore[attr-defined]
        return str(actor.user_id or "")

    def limit(self) -> int:
        allowed: int = settings.API_CALLS_A_MINUTE
        return allowed


class AddressThrottle(PortalThrottle):
    """Calls without a log-in from one network (/24, /64)."""

    scope = "address"

    def caller(self, request: Request) -> str:
        actor: Actor = request._request.actor  # type: ignore[attr-defined]
        return "" if actor.user_id else source_key("api", network_of(client_address(request._request)))

    def limit(self) -> int:
        allowed: int = settings.API_ANONYMOUS_CALLS_A_MINUTE
        return allowed


def _count(key: str) -> int:
    """Count one call under `key` and return how many there are; 0 while the cache cannot be asked."""
    global _rest_until
    if time.monotonic() < _rest_until:
        return 0
    try:
        pipe = get_redis_connection("default").pipeline(transaction=False)
        name = str(caches["default"].make_key(key))
        pipe.incr(name)
        pipe.expire(name, 2 * WINDOW_SECONDS)
        counted, _kept = pipe.execute()
    except (RedisError, OSError) as error:
        _rest_until = time.monotonic() + REST_SECONDS
        logger.warning("The cache did not answer; calls of the API are not counted for %s s: %s", REST_SECONDS, error)
        return 0
    return int(counted)
