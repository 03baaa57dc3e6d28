"""Every text of the world carries canaries; nobody may meet one that is not theirs: pages, exports, letters, mails, cache, logs.

The matrix looks for them in the answer of each cell. Here every link of every page is followed as each persona, and what
leaves the portal by other doors is read as well.
"""

from __future__ import annotations

import io
import logging
import re
from collections import deque
from collections.abc import Callable
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from cases.choices import PaperKind
from cases.models import Case, Paper
from cases.services import talk
from cases.services.papers import paper_issue
from portal.notices import registry
from portal.notices.models import Notice, OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.policy.test_gates import actor_of
from tests.policy.world import ANY, AT_DRAWER, FORBIDDEN, OF_NEXT, OF_OURS, OF_THEIRS, World
from tests.undone import undone

PAGES_PER_PERSONA = 220
# What everybody reads is alike for all, but for the frame around it: followed as one of each kind of people.
READERS = {"anonymous", "owner", "handler", "coordinator"}
_LINK = re.compile(r'(?:href|src|action|hx-get|data-src)="([^"#]+)')
# Doors that lead out, change the seat, or repeat one page under ever new addresses.
_SKIP = re.compile(r"^/(static|accounts/logout|language|accounts/2fa|healthz|readyz)")
_ENDLESS = re.compile(r"[?&](after|before|next|cursor)=")


class Crawler:
    """Follows every link of the portal as one persona, each request in a savepoint of its own."""

    def __init__(self, person: people.Person) -> None:
        self.public = person.persona in READERS
        self.client = people.login(Client(raise_request_exception=False), person)
        self.bodies: dict[str, bytes] = {}
        self.broken: list[str] = []

    def crawl(self, start: list[str], most: int = PAGES_PER_PERSONA) -> None:
        waiting, known = deque(start), set(start)
        while waiting and len(self.bodies) < most:
            address = waiting.popleft()
            response = self.get(address)
            if response.status_code >= 500:
                self.broken.append(f"{address}: {response.status_code}")
            body = b"".join(response.streaming_content) if response.streaming else response.content
            self.bodies[address] = body
            links = [response.headers["Location"]] if "Location" in response.headers else []
            if response.headers.get("Content-Type", "").startswith("text/html"):
                links += [unescape(link) for link in _LINK.findall(body.decode("utf-8", "replace"))]
            for link in links:
                target = urldefrag(urljoin(address, link)).url
                parts = urlsplit(target)
                if parts.netloc in {"", "testserver"} and parts.scheme in {"", "http"}:
                    path = parts.path + (f"?{parts.query}" if parts.query else "")
                    if (
                        path not in known
                        and not _SKIP.match(path)
                        and not _ENDLESS.search(path)
                        and self.reads(parts.path)
                    ):
                        known.add(path)
                        waiting.append(path)

    def reads(self, path: str) -> bool:
        """Say whether a page is worth following: a public one not as everybody."""
        try:
            return self.public or not hasattr(resolve(path).func, "public_page")
        except Resolver404:
            return True

    def get(self, address: str) -> Any:
        cookies = SimpleCookie(self.client.cookies)
        try:
            with undone():
                return self.client.get(address)
        finally:
            self.client.cookies = cookies


class Ear(logging.Handler):
    """Keeps every line that is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("django.db.backends"):
            self.lines.append(self.format(record))


@pytest.fixture
def ear() -> Any:
    """Listen to the log while the rest of the module is deaf to it."""
    handler = Ear()
    logging.disable(logging.NOTSET)
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    logging.disable(logging.CRITICAL)


def starts(persona: str, world: World) -> list[str]:
    """Where a person begins; and the searches and filters by which they might look for others' cases."""
    found = ["/", "/notices/", "/accounts/"]
    words = (OF_OURS, OF_NEXT, OF_THEIRS, ANY)
    if persona in {*people.CENTER_PERSONAS, *people.NATIONAL_PERSONAS}:
        found += [
            "/work/?queue=all",
            "/experts/",
            "/work/transfers/",
            *(f"/work/?queue=all&q={word}" for word in words),
        ]
    elif persona in people.ENTERPRISE_PERSONAS:
        found += ["/home/", *(f"/home/?q={word}" for word in words)]
    return found


def test_following_every_link_meets_no_foreign_canary(world: World, ear: Ear, tell: Callable[[str], None]) -> None:
    met: list[str] = []
    pages = 0
    own: dict[str, bool] = {}
    for persona, person in world.people.items():
        crawler = Crawler(person)
        crawler.crawl(starts(persona, world))
        pages += len(crawler.bodies)
        met += [f"as {persona}: {line}" for line in crawler.broken]
        own[persona] = any(OF_OURS.encode() in body for body in crawler.bodies.values())
        for address, body in crawler.bodies.items():
            for typed in parse_qs(urlsplit(address).query).get("q", []):  # the box repeats what was typed
                body = body.replace(typed.encode(), b"")
            met += [
                f"as {persona}: {address} shows {canary}" for canary in FORBIDDEN[persona] if canary.encode() in body
            ]
    tell(f"canaries: {pages} pages as {len(world.people)} personas, {len(met)} foreign; log lines {len(ear.lines)}")
    assert not met, "\n".join(["", *met])
    # The crawl is no proof unless it got to the cases.
    assert {persona for persona, found in own.items() if found} >= {
        *people.ENTERPRISE_PERSONAS, *people.CENTER_PERSONAS, *people.NATIONAL_PERSONAS, "expert",
    }  # fmt: skip
    assert [line for line in ear.lines if ANY in line] == []


def test_nothing_of_a_case_is_kept_in_the_cache(world: World) -> None:
    """After a crawl: no key and no value in Valkey carries a canary."""
    for persona in ("member", "handler", "coordinator", "expert"):
        Crawler(world.people[persona]).crawl(starts(persona, world)[:6], most=60)
    caches["default"].set("probe", ANY, 5)
    store = redis.Redis.from_url(settings.REDIS_URL)
    kept = [
        key for key in store.scan_iter(count=1000) if ANY.encode() in key or ANY.encode() in (store.dump(key) or b"")
    ]
    store.close()
    assert [key for key in kept if not key.endswith(b"probe")] == []
    assert [key for key in kept if key.endswith(b"probe")], "the probe must be found, or the search is blind"


def _text_of(paper: Paper) -> str:
    with default_storage.open(paper.storage_key) as file:
        reader = PdfReader(io.BytesIO(file.read()))
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


def run_outbox(most: int = 400) -> int:
    """Do the work of every waiting event here and now, as workers would; return how many."""
    done = 0
    while done < most:
        with scopes.enter(scopes.system()):
            event = OutboxEvent.objects.filter(state="pending").order_by("created_at", "pk").first()
            if event is None:
                return done
            OutboxEvent.objects.filter(pk=event.pk).update(state="done")
        handler = registry.find(event.topic)
        held = registry.Work(event.pk, event.topic, event.payload, event.center_id, event.actor_id, 1, event.created_at)
        if handler.opens_scope:
            with scopes.enter(scopes.system()):
                handler.run(held)
        else:
            handler.run(held)
        done += 1
    raise AssertionError("the outbox does not come to rest")


@pytest.mark.parametrize("kind", [PaperKind.ACCEPTANCE_NOTICE, PaperKind.APPLICATION, PaperKind.DOSSIER])
def test_a_document_holds_its_own_case_only(world: World, kind: PaperKind) -> None:
    case = world.case("handler", "mine")
    assert case is not None
    actor = actor_of(world.people["handler"])
    with undone():
        with scopes.enter(actor.scope()):
            paper = paper_issue(case=Case.objects.get(pk=case.pk), kind=kind, actor=actor, extra={})
        run_outbox()
        with scopes.enter(scopes.system()):
            paper.refresh_from_db()
        assert paper.state == "ready"
        text = _text_of(paper)
    assert OF_OURS in text
    assert [canary for canary in (OF_NEXT, OF_THEIRS, AT_DRAWER) if canary in text] == []


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_mails_and_notices_reach_their_own_people_only(world: World) -> None:
    """A message in each of three cases: who is told, and of what."""
    mail.outbox.clear()
    with undone():
        for who, relation in (("owner", "mine"), ("handler", "same_center"), ("coordinator", "mine")):
            case = world.case(who, relation)  # type: ignore[arg-type]
            actor = actor_of(world.people[who])
            assert case is not None
            with scopes.enter(actor.scope()):
                talk.message_send(case=Case.objects.get(pk=case.pk), actor=actor, body=f"一句话 {case.summary}")
        run_outbox()
        by_user = {person.user.pk: persona for persona, person in world.people.items() if person.user}
        by_address = {person.user.email: persona for persona, person in world.people.items() if person.user}
        strangers = {person.user.email for person in world.strangers.values() if person.user}
        with scopes.enter(scopes.system()):
            told = list(Notice.objects.filter(template__startswith="cases/"))
    assert told
    assert mail.outbox
    for notice in told:
        words = f"{notice.context}"
        assert not [canary for canary in FORBIDDEN.get(by_user.get(notice.user_id, ""), ()) if canary in words]
    for message in mail.outbox:
        words = (
            message.subject + str(message.body) + "".join(str(part[0]) for part in getattr(message, "alternatives", []))
        )
        for address in message.to:
            assert address not in strangers
            assert not [canary for canary in FORBIDDEN.get(by_address.get(address, ""), ()) if canary in words]
