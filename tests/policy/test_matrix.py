"""The whole permission table, called: route × method × persona × relation.

Each cell is one request of Django's test client inside a savepoint. What it must answer follows from the table alone;
a refused write is shown, by PostgreSQL's counters of the transaction, to have touched no row; and what is foreign
answers like what does not exist, to the byte.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from portal.accounts.models import Session
from portal.policy import table
from portal.policy.table import RELATIONS, Relation, Rule
from portal.tenancy import scope as scopes
from tests import people
from tests.policy.routes import walk
from tests.policy.targets import answers, bodies, plain, providers, refused, variants
from tests.policy.world import FORBIDDEN, World
from tests.undone import undone

REACHED = {200, 201, 202, 204, 302, 303, 304, 400, 409, 412, 422, 428}
WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# Rows that a refusal may write: the time a session was last seen, and the counter that slows down guessing.
HOUSEKEEPING = {"accounts_session", "accounts_loginfailure", "usersessions_usersession"}
_VARYING = re.compile(
    r'(name="csrfmiddlewaretoken" value="|nonce="|csrf-token" content="|"csrfToken": ?"|X-CSRFToken": ?"|nonce-)[^"\']+'
)


@dataclass(frozen=True)
class Cell:
    """One call: who, what, and the relation to the object in the address ("" where there is none)."""

    rule: Rule
    method: str
    persona: str
    relation: Relation | None
    variant: Mapping[str, Any]
    kwargs: Mapping[str, Any]

    def __str__(self) -> str:
        variant = f" {dict(self.variant)}" if self.variant else ""
        return f"{self.method} {self.rule.route}{variant} as {self.persona}, {self.relation or 'no object'}"

    @property
    def expected(self) -> str:
        if self.persona not in self.rule.personas:
            return "login" if self.persona == "anonymous" else "forbidden"
        if self.rule.target and (self.relation is None or not self.rule.reaches(self.persona, self.relation)):
            return "absent"
        if self.rule.route in refused() and refused()[self.rule.route](self.persona, self.variant):
            return "forbidden"
        return answers().get((self.rule.route, self.method), answers().get((self.rule.route, "*"), "reached"))


@dataclass
class Answer:
    status: int
    location: str
    headers: Mapping[str, str]
    body: bytes
    error: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)

    def means(self, api: bool) -> str:
        """Put an answer into the words of `Cell.expected`."""
        if self.status == 401 or (
            not api and self.status == 302 and reverse(settings.LOGIN_URL) in self.location and "next=" in self.location
        ):
            return "login"
        return {403: "forbidden", 404: "absent"}.get(
            self.status, "reached" if self.status in REACHED else str(self.status)
        )


class Caller:
    """Sends requests as each persona, one savepoint each, and counts what they touched."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients = {
            code: people.login(Client(raise_request_exception=False, headers={"accept-language": "zh-hans"}), person)
            for code, person in world.people.items()
        }
        # A session's first request writes down when it began; taken back with its call, every call would write it.
        for client in self.clients.values():
            client.get(reverse("account_login"))
        # Seen just now for as long as the world lasts: a stamp is rolled back with its call, and ten thousand dead
        # versions of one row make every look at a session slower than the last.
        Session.objects.update(seen_at=timezone.now() + timedelta(hours=1))
        with connection.cursor() as cursor:
            cursor.execute(
                "select oid, relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            )
            self.tables: dict[int, str] = dict(cursor.fetchall())

    def touched(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select array_agg(pg_stat_get_xact_tuples_inserted(t) + pg_stat_get_xact_tuples_updated(t)"
                " + pg_stat_get_xact_tuples_deleted(t) order by n) from unnest(%s::oid[]) with ordinality at (t, n)",
                [list(self.tables)],
            )
            counts: list[int] = cursor.fetchone()[0]
            return counts

    def send(self, cell: Cell) -> Answer:
        client = self.clients[cell.persona]
        cookies = SimpleCookie(client.cookies)
        try:
            address = reverse(cell.rule.route, kwargs=dict(cell.kwargs))
        except NoReverseMatch:
            return Answer(0, "the arguments do not fit the address", {}, b"")
        data = _body(cell, self.world)
        before = self.touched() if cell.method in WRITES else []
        with undone():
            response = _request(client, cell.method, address, data)
            error = repr(response.exc_info[1])[:300] if response.exc_info else ""
            location = response.headers.get("Location", "")
            answer = Answer(response.status_code, location, dict(response.headers), _read(response), error)
        client.cookies = cookies
        if not before:
            return answer
        names = self.tables.values()
        changes = {
            name: now - then for name, then, now in zip(names, before, self.touched(), strict=True) if now != then
        }
        answer.rows = {name: count for name, count in changes.items() if name not in HOUSEKEEPING}
        return answer


def _body(cell: Cell, world: World) -> Mapping[str, Any]:
    if cell.method not in WRITES:
        return {}
    body = bodies().get(cell.rule.route, {})
    return body(world, cell.persona, cell.kwargs) if callable(body) else body


def _request(client: Client, method: str, address: str, data: Mapping[str, Any]) -> Any:
    if method not in WRITES:
        return client.generic(method, address)
    files = any(isinstance(value, SimpleUploadedFile) for value in data.values())
    for value in data.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    if method != "POST":
        # Files go with POST only; a body of another method must be JSON.
        data = {name: value for name, value in data.items() if not isinstance(value, SimpleUploadedFile)}
    headers = {"If-Match": "*"} if address.startswith("/api/") else {}
    if method == "POST" and (files or not headers):
        return client.post(address, data, headers=headers)
    return getattr(client, method.lower())(address, data, content_type="application/json", headers=headers)


def _read(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def arguments(world: World, rule: Rule, persona: str, relation: Relation) -> Mapping[str, Any] | None:
    """Ask the provider of the rule's target, once per persona and relation."""
    key = (rule.target, persona, relation)
    if key not in world.arguments:
        with scopes.enter(scopes.system()):
            world.arguments[key] = providers()[rule.target](world, persona, relation)
    return world.arguments[key]


def _personas(rule: Rule, method: str) -> tuple[str, ...]:
    """Name the personas to call as: for HEAD, which has GET's row and view, one whom the row names and one whom it does not."""
    if method != "HEAD":
        return people.PERSONAS
    return tuple(min(group) for group in (rule.personas, set(people.PERSONAS) - rule.personas) if group)


def _relations(rule: Rule, method: str, persona: str) -> tuple[Relation | None, ...]:
    """Name the relations to call.

    The middleware turns a persona away before it looks at the address: a stranger's object, the most there is to lose,
    shows that. HEAD runs GET's view and throws the body away: one object shows that it is in the table.
    """
    if not rule.target:
        return (None,)
    if method == "HEAD":
        return ("nonexistent",)
    if persona not in rule.personas:
        return ("other_center",)
    return RELATIONS


def cells(world: World) -> Iterator[Cell]:
    """Yield every cell of the table for which an object can exist, each call once: one object may stand in two relations."""
    planned: set[str] = set()
    for cell in _cells(world):
        call = f"{cell.rule.route} {cell.method} {cell.persona} {sorted(cell.kwargs.items())} {cell.expected}"
        if call not in planned:
            planned.add(call)
            yield cell


def _cells(world: World) -> Iterator[Cell]:
    skipped = unspeakable()
    wanted = os.environ.get("MATRIX_ROUTES", "")  # a pattern, to look at a few routes while writing them
    for (route, method), rule in sorted(table.rules().items()):
        if route in skipped or not re.search(wanted, route):
            continue
        for persona in _personas(rule, method):
            for relation in _relations(rule, method, persona):
                kwargs: Mapping[str, Any] | None = plain().get(route, {})
                if rule.target and relation is not None:
                    kwargs = arguments(world, rule, persona, relation)
                    if kwargs is None and persona not in rule.personas:
                        kwargs = arguments(world, rule, persona, "nonexistent")
                    if kwargs is None:
                        continue
                spellings = variants().get(route, [{}])
                # What a verb or a section is called matters once the object is reached.
                reached = persona in rule.personas and (relation is None or rule.reaches(persona, relation))
                for variant in spellings if reached and method != "HEAD" else spellings[:1]:
                    yield Cell(rule, method, persona, relation, variant, {**(kwargs or {}), **variant})


def unspeakable() -> set[str]:
    """Routes whose address cannot be written: a target is missing in the row, or arguments in a room's PLAIN or VARIANTS."""
    known = {route.name for route in walk()}
    found = {route for route, _ in table.rules() if route not in known}
    for (route, _), rule in table.rules().items():
        if not rule.target and route in known:
            try:
                reverse(route, kwargs={**plain().get(route, {}), **variants().get(route, [{}])[0]})
            except NoReverseMatch:
                found.add(route)
    return found


def test_the_matrix(world: World, tell: Callable[[str], None]) -> None:
    caller = Caller(world)
    unexpected = [f"{route}: no arguments for its address" for route in sorted(unspeakable())]
    seen: Counter[str] = Counter()
    nothings: dict[tuple[str, str, str, str], Answer] = {}
    foreign: list[tuple[Cell, Answer]] = []
    planned = list(cells(world))
    for cell in planned:
        answer = caller.send(cell)
        unexpected += [
            f"{cell}: meets {canary}" for canary in FORBIDDEN[cell.persona] if canary.encode() in answer.body
        ]
        means = answer.means(cell.rule.route.startswith("api:"))
        seen[cell.expected] += 1
        if means != cell.expected:
            unexpected.append(f"{cell}: {answer.status} {answer.location}{answer.error} instead of {cell.expected}")
        if cell.method in WRITES:
            seen["writes"] += 1
            if cell.expected != "reached":
                seen["refused writes"] += 1
                if answer.rows:
                    unexpected.append(f"{cell}: refused, but touched {dict(answer.rows)}")
            elif answer.rows:
                seen["writes that wrote"] += 1
        if cell.expected == "absent" and cell.rule.target:
            key = (cell.rule.route, cell.method, cell.persona, str(cell.variant))
            if cell.relation == "nonexistent":
                nothings[key] = _blank(answer, cell)
            else:
                foreign.append((cell, _blank(answer, cell)))
    for cell, answer in foreign:
        nothing = nothings[cell.rule.route, cell.method, cell.persona, str(cell.variant)]
        seen["foreign compared with nothing"] += 1
        for part in ("status", "headers", "body"):
            if getattr(answer, part) != getattr(nothing, part):
                unexpected.append(f"{cell}: {part} tells a foreign object from none")
    figures = ", ".join(f"{count} {word}" for word, count in sorted(seen.items()))
    tell(f"matrix: {len(planned)} cells ({figures}), {len(unexpected)} unexpected")
    assert not unexpected, "\n".join(["", *unexpected])


def _blank(answer: Answer, cell: Cell) -> Answer:
    """Take out what differs between any two answers: tokens, nonces, and the address that was asked for."""
    body = answer.body.decode("utf-8", "replace")
    headers = {name: value for name, value in answer.headers.items() if name not in {"Content-Length", "ETag"}}
    address = reverse(cell.rule.route, kwargs=dict(cell.kwargs))
    for spelling in (address, quote(address, safe=""), quote(address)):
        body = body.replace(spelling, "…")
        headers = {name: text.replace(spelling, "…") for name, text in headers.items()}
    headers = {name: _VARYING.sub(r"\1", text) for name, text in headers.items()}
    return Answer(answer.status, "", headers, _VARYING.sub(r"\1", body).encode())


RARE = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def test_methods_without_a_row_are_refused(world: World) -> None:
    """405 with Allow for whom some row of the route names, and nothing written."""
    caller = Caller(world)
    unexpected = []
    by_route: dict[str, dict[str, Rule]] = {}
    for (route, method), rule in table.rules().items():
        by_route.setdefault(route, {})[method] = rule
    for route, rows in sorted(by_route.items()):
        if route in unspeakable():
            continue
        rule = next(iter(rows.values()))
        kwargs: Mapping[str, Any] | None = plain().get(route, {})
        if rule.target:
            kwargs = arguments(world, rule, min(rule.personas), "nonexistent")
        kwargs = {**(kwargs or {}), **variants().get(route, [{}])[0]}
        # One middleware refuses all of them before any view: of those that no row names at all, pages are asked one in turn.
        rare = RARE if route.startswith("api:") else {RARE[len(route) % len(RARE)]}
        for method in sorted({"GET", "POST", *rare} - set(rows)):
            persona = min(rule.personas)
            answer = caller.send(Cell(rule, method, persona, None, {}, kwargs))
            if answer.status != 405 or set(answer.headers.get("Allow", "").split(", ")) != set(rows) or answer.rows:
                unexpected.append(f"{method} {route} as {persona}: {answer.status} {answer.headers.get('Allow')}")
    assert not unexpected, "\n".join(["", *unexpected])


def test_a_password_alone_reaches_no_protected_route(world: World) -> None:
    """Every row, as everybody who owes a second factor, with a session that a password opened."""
    caller = Caller(world)
    reached = []
    owing = [code for code in people.PERSONAS if code in table_second_factor()]
    for code in owing:
        people.login(caller.clients[code], world.people[code], second_factor=False)
    asked = set()
    for cell in cells(world):
        public = "anonymous" in cell.rule.personas
        if cell.persona not in owing or public or not cell.rule.second_factor or cell.persona not in cell.rule.personas:
            continue
        # The middleware turns them away before it looks at the object: the first one, their own where there is one, shows it.
        if (cell.persona, cell.rule.route, cell.method) in asked:
            continue
        asked.add((cell.persona, cell.rule.route, cell.method))
        answer = caller.send(cell)
        api = cell.rule.route.startswith(("api:", "desk:api_"))
        turned_away = (
            answer.status == 403
            if api
            else answer.status == 302 and answer.location == reverse("accounts:second_factor")
        )
        if not turned_away or answer.rows:
            reached.append(f"{cell}: {answer.status} {answer.location}{answer.error} {answer.rows}")
    assert not reached, "\n".join(["", *reached])


def table_second_factor() -> frozenset[str]:
    from portal.policy.personas import SECOND_FACTOR

    return SECOND_FACTOR


def test_a_response_is_what_it_says() -> None:
    """The words of the matrix: a redirect to the log-in page is none to the second factor, and a 500 is never “reached”."""
    assert Answer(500, "", {}, b"").means(False) == "500"
    assert Answer(302, "/accounts/second-factor/", {}, b"").means(False) == "reached"
    assert Answer(302, "/accounts/login/?next=/", {}, b"").means(False) == "login"
    assert isinstance(HttpResponseBase, type)
