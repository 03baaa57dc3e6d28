"""Schemathesis at the API: sessions of a few calls by several people, each session taken back afterwards.

What to send is drawn from the OpenAPI document, valid and broken; ids, versions and tokens are real ones most of the time, so
that the calls get past the door. Every answer is held against the document, and none may be a failure of ours.
"""

from __future__ import annotations

import itertools
import json
import re
import time
import traceback
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
import schemathesis
from django.db import ProgrammingError, transaction
from django.db.models import Model
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from cases.choices import State
from cases.models import Case, CaseFile, Deadline, Paper, Transfer
from cases.workflow import steps_from
from experts.models import Assignment
from portal.api.schema import document
from portal.policy import table
from portal.policy.table import Rule
from portal.tenancy import scope as scopes
from tests.api.calls import token_of
from tests.cases_made import filed_case
from tests.filing.requests import begin
from tests.fuzz.bodies import body_of
from tests.policy.world import World, build
from tests.undone import undone

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LONGEST_SESSION = 6
HOST = "http://testserver"
# Open to everybody: nothing to log in to.
OPEN = {"/api/v1/schema/", "/api/v1/token"}
PERSONAS = (
    *("owner", "member", "readonly", "agent", "intake", "handler", "supervisor", "coordinator", "analyst", "expert"),
    *("outsider", "sysadmin", "unaffiliated", "anonymous"),
)
# Hypothesis's own way of drawing, but every session drawn anew: its mutations would repeat most calls of a session.
BACKEND = "drawn-anew"
AVAILABLE_PROVIDERS[BACKEND] = HypothesisProvider
Ids = dict[tuple[str, str], list[str]]
KINDS: dict[str, type[Model]] = {
    "file": CaseFile,
    "paper": Paper,
    "transfer": Transfer,
    "assignment": Assignment,
    "deadline": Deadline,
}
# Objects whose address names their case first.
HANGING = {"deadline": ("case", "deadline"), "assignment_of_case": ("case", "assignment")}


@dataclass
class Figures:
    """What a run did and found; `findings` by what they are about, so that one fault is told once."""

    calls: int = 0
    sessions: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    auth_calls: int = 0
    seconds: float = 0
    findings: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        statuses = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        failures = sum(count for status, count in self.statuses.items() if status >= 500)
        return (
            f"fuzz: {self.calls} calls in {self.sessions} sessions, {failures} answers 5xx, {len(self.findings)} findings, "
            f"{self.auth_calls} calls without or with a wrong token; {len(self.reached)} operations answered 2xx; {self.seconds:.0f} s CPU ({statuses})"
        )


class Fuzz:
    """The people, what exists, and the document; `session` plays a few calls."""

    def __init__(self, world: World) -> None:
        self.figures = Figures()
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        with override("en"):
            self.schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document())))
        self.operations = [found.ok() for found in self.schema.get_all_operations() if isinstance(found, Ok)]
        self.rules = {operation.label: _rule_of(operation) for operation in self.operations}
        persons = {**world.people, "outsider": world.strangers["handler"]}
        self.tokens = {code: token_of(persons[code]) if persons[code].user else "" for code in PERSONAS}
        self.seats = {code: persons[code].seat_key for code in PERSONAS}
        self.world = world
        self.cases = {str(case.public_id): case for case in _cases(world)}
        self.everything = _ids(scopes.system())
        self.visible = {code: _ids(persons[code].scope()) for code in PERSONAS}
        self.strategies = {
            (operation.label, mode): operation.as_strategy(generation_mode=mode)
            for operation in self.operations
            for mode in GenerationMode
        }

    def session(self, data: st.DataObject) -> None:
        """Play some calls after one another, then take everything back."""
        self.figures.sessions += 1
        made: Ids = {}
        with undone():
            for _call in range(data.draw(st.integers(1, LONGEST_SESSION))):
                self._call(data, made)

    def _call(self, data: st.DataObject, made: Ids) -> None:
        operation = data.draw(st.sampled_from(self.operations))
        allowed = [code for code in PERSONAS if _persona(code) in self.rules[operation.label].personas]
        who = data.draw(st.sampled_from(allowed if mostly(data, 9) else PERSONAS))
        mode = GenerationMode.POSITIVE if mostly(data, 7) else GenerationMode.NEGATIVE
        case = data.draw(self.strategies[operation.label, mode])
        self._make_real(case, data, made, who)
        try:
            sent = requests.Request(**_wire(case, self.tokens[who])).prepare()
        except (requests.exceptions.InvalidHeader, UnicodeError):
            return
        status, body = self._send(case, sent, f"{who} {mode.value}")
        if status == 201 and isinstance(body, dict) and "id" in body:
            # What was made is worth another call.
            kind = "draft" if operation.path.endswith("/cases") else operation.path.rsplit("/", 1)[-1].rstrip("s")
            made.setdefault((kind, ""), []).append(str(body["id"]))
        if self.figures.calls % 7 == 0 and operation.path not in OPEN and _is_address(sent):
            self._must_log_in(case)

    def _make_real(self, case: Any, data: st.DataObject, made: Ids, who: str) -> None:
        """Exchange most of what was drawn for an address, a version and a body that exist."""
        self._address(case, data, made, who)
        case.cookies = {}
        headers = case.headers
        for name in ("Authorization", "Cookie"):
            headers.pop(name, None)
        if mostly(data, 9):
            headers.pop("X-Acting-As", None)
            if self.seats[who] and mostly(data, 5):
                headers["X-Acting-As"] = self.seats[who]
        if "If-Match" in headers and mostly(data, 9):
            headers["If-Match"] = "*"
        if "Idempotency-Key" in headers and mostly(data, 5):
            headers["Idempotency-Key"] = data.draw(st.sampled_from(["a", "b"]))
        if case.method == "POST" and mostly(data, 6):
            self._good_body(case, data)

    def _address(self, case: Any, data: st.DataObject, made: Ids, who: str) -> None:
        """Name an object that the caller may see, sometimes a foreign one, sometimes none."""
        target = self.rules[case.operation.label].target
        outer, inner = HANGING.get(target, (target, ""))
        parameters = case.path_parameters or {}
        for name, kind in (("public_id", outer), (f"{inner}_id", inner)):
            if name not in parameters or not mostly(data, 9):
                continue
            parent = parameters["public_id"] if kind == inner else ""
            seen = [*self.visible[who].get((kind, parent), []), *made.get((kind, parent), [])]
            pool = seen if seen and mostly(data, 8) else self.everything.get((kind, parent), [])
            if pool:
                parameters[name] = data.draw(st.sampled_from(pool))

    def _good_body(self, case: Any, data: st.DataObject) -> None:
        """Give a deed a verb of the case's state, and any operation with a known body that body."""
        path = case.operation.path
        if path.endswith("/actions/{verb}"):
            found = self.cases.get(case.path_parameters["public_id"])
            if found is not None and (steps := steps_from(found.state)):
                case.path_parameters["verb"] = data.draw(st.sampled_from(list(steps))).verb.value
        body = body_of(path, case.path_parameters, self.world)
        if body is not None:
            case.body = body

    def _send(self, case: Any, sent: requests.PreparedRequest, who: str) -> tuple[int, Any]:
        """Send a request and hold the answer against the document; return status and JSON body."""
        answer, error = self._answer(sent)
        self.figures.calls += 1
        self.figures.statuses[answer.status_code] += 1
        if answer.status_code < 300:
            self.figures.reached[case.operation.label] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                self._finding(case.operation.label, failure, sent, answer, who, error)
        json_type = "json" in "".join(answer.headers.get("content-type", []))
        return answer.status_code, json.loads(answer.content) if json_type and answer.content else None

    def _answer(self, sent: requests.PreparedRequest) -> tuple[schemathesis.Response, str]:
        assert sent.url is not None
        assert sent.method is not None
        headers = {name: str(value) for name, value in sent.headers.items()}
        content_type = headers.pop("Content-Type", "application/octet-stream")
        headers.pop("Content-Length", None)
        body = sent.body or b""
        response: Any = self.client.generic(
            sent.method,
            sent.url.removeprefix(HOST),
            body,
            content_type=content_type,
            headers=headers,
        )
        self.client.cookies.clear()
        content = b"".join(response.streaming_content) if response.streaming else response.content
        error = "".join(traceback.format_exception(response.exc_info[1])[-6:]) if response.exc_info else ""
        listed = {name: [value] for name, value in response.headers.items()}
        return schemathesis.Response(response.status_code, listed, content, sent, 0.0, verify=False), error

    def _must_log_in(self, case: Any) -> None:
        """The same request without a token, and with a wrong one, is 401 and nothing else."""
        for token in ("", "zn_wrong"):
            sent = requests.Request(**_wire(case, token)).prepare()
            answer, _error = self._answer(sent)
            self.figures.auth_calls += 1
            if answer.status_code not in {401, 429}:
                self._finding(case.operation.label, AssertionError(f"open with {token!r}"), sent, answer, "nobody", "")

    def _finding(
        self, label: str, failure: BaseException, sent: Any, answer: schemathesis.Response, who: str, error: str
    ) -> None:
        key = f"{label}: {getattr(failure, 'title', type(failure).__name__)} ({answer.status_code})"
        if key not in self.figures.findings:
            headers = {name: value for name, value in sent.headers.items() if name != "Authorization"}
            self.figures.findings[key] = (
                f"{key} as {who}\n  {sent.method} {sent.url} {headers}\n  {str(sent.body)[:800]}\n"
                f"  {str(failure)[:900]}\n  {answer.content[:600]!r}\n{error[-3000:]}"
            )


def _wire(case: Any, token: str) -> dict[str, Any]:
    """Write a drawn case as the arguments of a request."""
    kwargs: dict[str, Any] = case.as_transport_kwargs(base_url=HOST)
    kwargs = {
        name: kwargs[name] for name in ("method", "url", "params", "headers", "data", "json", "files") if name in kwargs
    }
    headers = dict(kwargs.get("headers") or {})
    if token:
        headers["Authorization"] = f"Token {token}"
    else:
        headers.pop("Authorization", None)
    return kwargs | {"headers": headers}


def _is_address(sent: requests.PreparedRequest) -> bool:
    """Say whether there is a view behind the address; a broken id leads nowhere, which anybody may know."""
    try:
        resolve(unquote(urlsplit(sent.url or "").path))
    except Resolver404:
        return False
    return True


def mostly(data: st.DataObject, of_ten: int) -> bool:
    """Say yes `of_ten` times of ten."""
    return data.draw(st.integers(1, 10)) <= of_ten


def _persona(code: str) -> str:
    return "handler" if code == "outsider" else code


def _rule_of(operation: Any) -> Rule:
    """Find the row of the permission table behind an operation."""
    path = re.sub(r"\{\w+_id\}", str(uuid.uuid4()), operation.path).replace("{verb}", "review")
    found = table.find(resolve(path).view_name, operation.method.upper())
    assert found is not None, operation.label
    return found


def _ids(scope: scopes.Scope) -> Ids:
    """List what a scope shows: by kind, and what hangs on a case by its kind and the case."""
    found: Ids = {}
    with scopes.enter(scope):
        for kind, model in KINDS.items():
            try:
                with transaction.atomic():
                    rows = list(model._default_manager.order_by("pk").values_list("public_id", "case__public_id"))
            except ProgrammingError:  # the scope holds no right on the table
                continue
            for public_id, case_id in rows:
                for parent in ("", str(case_id)):
                    found.setdefault((kind, parent), []).append(str(public_id))
        try:
            with transaction.atomic():
                cases = list(Case.objects.order_by("pk").values_list("public_id", "state"))
        except ProgrammingError:
            cases = []
    for public_id, state in cases:
        found.setdefault(("draft" if state == State.DRAFT else "case", ""), []).append(str(public_id))
    return found


def _cases(world: World) -> list[Case]:
    """Give the world's cases, and make further ones: drafts ready to be sent, and one in every state."""
    owner = world.people["owner"]
    handler = world.people["handler"].user
    made = [
        filed_case(world.here, world.ours, state=state, handler=handler) for state in State.values if state != "draft"
    ]
    drafts = [begin(owner) for _number in range(4)]
    return [*world.cases.values(), *world.drafts.values(), *made, *drafts]


def run(calls: int, *, number: int | None) -> Figures:
    """Play sessions until `calls` calls were made; `number` None is drawn anew, otherwise the run is always the same."""
    started = time.process_time()
    fuzz = Fuzz(build())
    seeds: Iterator[int] = itertools.count(number if number is not None else int(timezone.now().timestamp()))
    while fuzz.figures.calls < calls:
        _sessions(fuzz, calls - fuzz.figures.calls, next(seeds))
    fuzz.figures.seconds = time.process_time() - started
    return fuzz.figures


def _sessions(fuzz: Fuzz, calls: int, number: int) -> None:
    most = max(1, min(400, calls // LONGEST_SESSION + 1))

    def play(data: st.DataObject) -> None:
        fuzz.session(data)

    settled: Callable[..., Any] = settings(
        max_examples=most,
        deadline=None,
        database=None,
        backend=BACKEND,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    seed(number)(settled(given(st.data())(play)))()
