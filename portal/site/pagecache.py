"""Pages that everybody sees alike are kept in the cache and answered before session, transaction and database.

    @public_page("fees", params=("office", "page"))
    def fees(request): ...

    @public_page(lambda code: [f"center:{code}"])
    def center(request, code): ...

    pagecache.touch("fees")  # in the transaction that publishes

Invalidation is exact. Every tag has a generation, a random word. A page is kept with the generations that were read *before* it
was drawn, and answered only while all of them stand; `touch` exchanges them once the transaction has committed, and again by an
event of the outbox, should the cache have been away then. So what was drawn from older data is never answered after the
exchange, whenever it was stored. Without cache every page is drawn anew (docs/site.md).
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial, wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from portal.notices import outbox

logger = logging.getLogger(__name__)

TOPIC = "pages.touch"
PREFIX = "zhinan:page:"
GENERATION_SECONDS = 24 * 3600
MOST_BYTES = 512 * 1024
LONGEST_QUERY = 300
LONGEST_PATH = 400
# Addresses with a query are without number; the broker lives in the same store. So many of them are kept in a window.
MOST_QUERIES = 2_000
# A cache that does not answer is asked again after so many seconds, not by every request.
PAUSE = 5.0
# What a page of a visitor may depend on beside its address: the language. Who brings one of these is somebody.
_PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
_WARNED = ("private", "no-store")
# Written anew for every answer, or by the middleware further out.
_NOT_KEPT = frozenset({"content-length", "date", "set-cookie", "content-security-policy", "etag", "cache-control"})

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Tag = str | Callable[..., Iterable[str]]
_away_until = 0.0


@dataclass(frozen=True)
class Public:
    """What a public page depends on: tags, and the query parameters that it knows."""

    tags: tuple[Tag, ...]
    params: tuple[str, ...] = ()

    def names(self, kwargs: Mapping[str, Any]) -> list[str]:
        """Give the names of the tags for the arguments of an address, each once."""
        found = [name for tag in self.tags for name in ([tag] if isinstance(tag, str) else tag(**kwargs))]
        return sorted(set(found))


def public_page(*tags: Tag, params: Sequence[str] = ()) -> Callable[[View], View]:
    """Mark a view whose page everybody without a session sees alike; stands outermost.

    `tags`: names, or functions of the address's arguments that give names; `params`: the query parameters the view reads.
    Others are taken away before the view runs. The view keeps to GET without effects; it may hold forms that GET.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return view(request, *args, **kwargs)

        shown.public_page = Public(tags, tuple(params))  # type: ignore[attr-defined]
        return cast(View, shown)

    return mark


def touch(*tags: str) -> None:
    """Have every kept page with one of these tags drawn anew, from the commit of the running transaction on.

    Puts an event into the outbox, so needs the scope of a center, of the nation or of the system.
    """
    names = sorted(set(tags))
    outbox.put(TOPIC, {"tags": names})
    transaction.on_commit(partial(_bump_or_leave, names))


def bump(tags: Sequence[str]) -> None:
    """Exchange the generations of tags now; raise RedisError while the cache is away."""
    if not tags:
        return
    with _client().pipeline(transaction=True) as pipeline:
        for tag in tags:
            pipeline.set(_generation_key(tag), secrets.token_hex(8), ex=GENERATION_SECONDS)
        pipeline.execute()


def _bump_or_leave(tags: Sequence[str]) -> None:
    try:
        bump(tags)
    except (RedisError, OSError):
        logger.warning("The page cache is away; the outbox exchanges the generations of %s.", ", ".join(tags))


def _client() -> Any:
    return get_redis_connection("default")


def _generation_key(tag: str) -> str:
    return f"{PREFIX}tag:{tag}"


class PageCacheMiddleware:
    """Answer a visitor's public page from the cache; keep what was drawn where it may be kept.

    Stands inside what writes headers for every answer (nonce, permissions) and outside of all that asks who comes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        slot = _slot(request)
        if slot is None:
            return self.get_response(request)
        kept, generations = _look(slot)
        if kept is not None and kept.generations == generations:
            return _answer(request, kept)
        request.public_page = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        if generations is not None and isinstance(response, HttpResponse) and _may_be_kept(request, response):
            page = _taken(request, response, generations)
            _keep(slot, page)
            return _answer(request, page)
        return response


@dataclass(frozen=True)
class _Slot:
    """Where a page is kept, the generations it hangs on, and whether its address has a query."""

    key: str
    tags: Sequence[str]
    has_query: bool


@dataclass(frozen=True)
class _Page:
    """A page without its nonce: the pieces between the places where that stands."""

    generations: list[str | None]
    etag: str
    headers: Mapping[str, str]
    pieces: Sequence[bytes]

    def pack(self, generations: Sequence[str]) -> bytes:
        head = {"g": generations, "e": self.etag, "h": dict(self.headers), "n": [len(piece) for piece in self.pieces]}
        return json.dumps(head).encode() + b"\n" + b"".join(self.pieces)

    @classmethod
    def unpack(cls, raw: bytes) -> _Page:
        head, _newline, body = raw.partition(b"\n")
        facts = json.loads(head)
        pieces, place = [], 0
        for length in facts["n"]:
            pieces.append(body[place : place + length])
            place += length
        return cls(facts["g"], facts["e"], facts["h"], pieces)


def _slot(request: HttpRequest) -> _Slot | None:
    """Say where the page of a request is kept; None for what is nobody's business here."""
    path = request.path_info
    if request.method != "GET" or not settings.PAGE_CACHE_SECONDS or len(path) > LONGEST_PATH:
        return None
    cookies = request.COOKIES
    if settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies or any(h in request.META for h in _PERSONAL):
        return None
    found = _page_at(path)
    if found is None:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    public, kwargs = found
    query = _known(request, public.params)
    if len(query) > LONGEST_QUERY:
        return None
    # The view sees what the key says, or a stranger's parameter would stand in the links of everybody's page.
    if query != request.META.get("QUERY_STRING", ""):
        request.META["QUERY_STRING"] = query
        vars(request).pop("GET", None)
    words = [_release(), request.scheme or "", host, path, query, get_language_from_request(request)]
    digest = hashlib.sha256("\0".join(words).encode()).hexdigest()
    return _Slot(f"{PREFIX}at:{digest}", public.names(kwargs), bool(query))


@lru_cache(maxsize=2048)
def _page_at(path: str) -> tuple[Public, Mapping[str, Any]] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    public = getattr(match.func, "public_page", None)
    return (public, match.kwargs) if isinstance(public, Public) else None


def _known(request: HttpRequest, params: Sequence[str]) -> str:
    if not request.META.get("QUERY_STRING"):
        return ""
    given = request.GET
    return urlencode([(name, value) for name in params for value in given.getlist(name)])


@lru_cache(maxsize=1)
def _release() -> str:
    """Tell pages of one release from the next: they name other files."""
    files = ("css/theme.css", "css/site.css", "js/portal.js", "build/tabler.min.css", "build/icons.svg")
    return "|".join([*(static(name) for name in files), str(settings.DEMO)])


def _look(slot: _Slot) -> tuple[_Page | None, list[str | None] | None]:
    """Read page and generations in one call; no generations where the cache is away."""
    if time.monotonic() < _away_until:
        return None, None
    try:
        raw, *words = _client().mget([slot.key, *map(_generation_key, slot.tags)])
    except (RedisError, OSError):
        _note_away()
        return None, None
    generations = [None if word is None else word.decode() for word in words]
    try:
        return (None if raw is None else _Page.unpack(raw)), generations
    except (ValueError, KeyError, TypeError):
        return None, generations


def _note_away() -> None:
    global _away_until
    _away_until = time.monotonic() + PAUSE
    logger.warning("The page cache does not answer; pages are drawn anew.")


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether everybody may be shown this answer. Anything that hints at a person says no."""
    actor = getattr(request, "actor", None)
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and (actor is None or actor.user_id is None)
        and not any(word in response.get("Cache-Control", "") for word in _WARNED)
        and len(response.content) <= MOST_BYTES
        # a form's secret belongs to one browser
        and b"csrfmiddlewaretoken" not in response.content
    )


def _taken(request: HttpRequest, response: HttpResponse, generations: list[str | None]) -> _Page:
    nonce = getattr(request, "_csp_nonce", None)
    pieces = response.content.split(nonce.encode()) if isinstance(nonce, str) else [response.content]
    headers = {name: value for name, value in response.items() if name.lower() not in _NOT_KEPT}
    digest = hashlib.sha256(b"\0".join(pieces)).hexdigest()[:32]
    # Weak: two answers of one page differ in their nonce.
    return _Page(generations, f'W/"{digest}"', headers, pieces)


def _keep(slot: _Slot, page: _Page) -> None:
    seconds = min(settings.PAGE_CACHE_SECONDS, _seconds_to_midnight())
    try:
        client = _client()
        if slot.has_query and _is_full(client):
            return
        stood = []
        for tag, read in zip(slot.tags, page.generations, strict=True):
            word = read or secrets.token_hex(8)
            # Nobody's yet. If somebody exchanged it meanwhile, what was drawn may be older than that.
            if read is None and not client.set(_generation_key(tag), word, nx=True, ex=GENERATION_SECONDS):
                return
            stood.append(word)
        client.set(slot.key, page.pack(stood), ex=seconds)
    except (RedisError, OSError):
        _note_away()


def _is_full(client: Any) -> bool:
    key = f"{PREFIX}queries:{int(time.time()) // settings.PAGE_CACHE_SECONDS}"
    count = int(client.incr(key))
    if count == 1:
        client.expire(key, settings.PAGE_CACHE_SECONDS)
    return count > MOST_QUERIES


def _seconds_to_midnight() -> int:
    """A page says “today” and “in 3 days”, so no page outlives the day."""
    now = timezone.localtime()
    tomorrow = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=now.tzinfo)
    return max(1, int((tomorrow - now).total_seconds()))


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    """Give a page with this answer's own nonce, or 304 to who has it."""
    if (given := request.META.get("HTTP_IF_NONE_MATCH")) and page.etag in parse_etags(given):
        same = HttpResponseNotModified()
        # The copy over there keeps the policy that names its own nonce.
        same._csp_exempt = True  # type: ignore[attr-defined]
        return _dated(same, page)
    nonce = str(request.csp_nonce) if len(page.pieces) > 1 else ""  # type: ignore[attr-defined]
    response = HttpResponse(nonce.encode().join(page.pieces))
    for name, value in page.headers.items():
        response[name] = value
    return _dated(response, page)


def _dated(response: HttpResponse, page: _Page) -> HttpResponse:
    response["ETag"] = page.etag
    # Kept by the browser, asked about every time: a page that was exchanged is exchanged there too.
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Language, Cookie"
    return response
