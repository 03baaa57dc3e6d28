"""File real requests through the web server, as people do it: a whole draft, then the sending of it.

The draft is made through the API under an Idempotency-Key. Every other firm sends it through the API too, the rest press
the button of the page “check your answers”. Each request carries a mark, kept as its foreign case number, by which the
ledger finds it again.
"""

from __future__ import annotations

import copy
import http.client
import itertools
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

REQUEST_SECONDS = 30.0
# Between two requests of one client of a load; the workers must be able to keep up on two cores.
PAUSE_SECONDS = 0.3
# What a person waits before pressing the button again.
AGAIN_SECONDS = 0.5
CSRF = "d" * 32
STATEMENTS = ("truth", "processing", "library")


@dataclass(frozen=True)
class Answer:
    """What one HTTP request got; status 0 when there was no answer at all."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


NO_ANSWER = Answer(0, {}, b"")


@dataclass(frozen=True)
class Attempt:
    """One request of a submission: which step, what came back, when it ended (monotonic) and how long it took."""

    step: str
    status: int
    retry_after: str
    at: float
    seconds: float


@dataclass
class Submission:
    """One request filed under `mark`; `accepted` when the portal said so, `number` if it told the case number."""

    mark: str
    attempts: list[Attempt] = field(default_factory=list)
    accepted: bool = False

    @property
    def seconds(self) -> float:
        """Both steps together, repetitions included, pauses not."""
        return sum(attempt.seconds for attempt in self.attempts)

    @property
    def errors(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.status == 0 or attempt.status >= 400]


class Filing:
    """The web server's address, the people who come to it, and the forms they send."""

    def __init__(self, port: int, plan: Mapping[str, Any]) -> None:
        self.port = port
        self.plan = plan
        self._turn = itertools.count()

    def send(
        self, method: str, path: str, who: Mapping[str, Any], body: Any = None, *, page: bool = False, **headers: str
    ) -> Answer:
        """Send one request on a connection of its own: JSON with a token, or a form with session and CSRF token."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Connection": "close"}
        if page:
            sent["Cookie"] = f"sessionid={who['session']}; csrftoken={CSRF}"
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            data = urlencode({"csrfmiddlewaretoken": CSRF, **(body or {})}).encode()
        else:
            sent |= {"Authorization": f"Token {who['token']}", "X-Acting-As": who["seat"]}
            sent["Content-Type"] = "application/json"
            data = b"" if body is None else json.dumps(body).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_SECONDS)
        try:
            line.request(method, path, data, sent)
            answer = line.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        except (OSError, http.client.HTTPException):
            return NO_ANSWER
        finally:
            line.close()

    def answers(self, mark: str) -> dict[str, Any]:
        """Give a whole request's answers under a mark."""
        sections: dict[str, Any] = copy.deepcopy(dict(self.plan["answers"]))
        sections["events"]["foreign_number"] = mark
        return sections

    def begin(self, who: Mapping[str, Any], mark: str) -> Answer:
        """Make the draft, once however often this is called with the same mark."""
        return self.send(
            "POST", "/api/v1/cases", who, {"sections": self.answers(mark)}, Idempotency_Key=f"{mark}-draft"
        )

    def finish(self, who: Mapping[str, Any], mark: str, draft: Answer, *, page: bool) -> Answer:
        """Send the draft: through the API under a key, or with the button of the page."""
        public_id, version = draft.json["id"], draft.header("ETag")
        declared: dict[str, Any] = {"text_version": self.plan["consent_version"]}
        if page:
            declared |= dict.fromkeys(STATEMENTS, "on") | {"version": version.strip('"v')}
            return self.send("POST", f"/ask/{public_id}/check/", who, declared, page=True)
        declared |= dict.fromkeys(STATEMENTS, True)
        path, key = f"/api/v1/cases/{public_id}/submit", f"{mark}-send"
        return self.send("POST", path, who, declared, If_Match=version, Idempotency_Key=key)

    def submit(self, mark: str, patience: float = 0.0) -> Submission:
        """File one request; after an error try the same step again, as a person does, for up to `patience` seconds."""
        number = next(self._turn)
        who, page = self.plan["firms"][number % len(self.plan["firms"])], bool(number % 2)
        filed = Submission(mark)
        give_up = time.monotonic() + patience
        draft = self._insist(filed, "draft", give_up, lambda: self.begin(who, mark), {201})
        if draft is not None:
            sent = self._insist(filed, "send", give_up, lambda: self.finish(who, mark, draft, page=page), {200, 302})
            filed.accepted = sent is not None and (not page or sent.header("Location").endswith("/done/"))
        return filed

    def _insist(self, filed: Submission, step: str, give_up: float, deed: Any, good: set[int]) -> Answer | None:
        while True:
            started = time.monotonic()
            answer: Answer = deed()
            ended = time.monotonic()
            retry_after = answer.header("Retry-After")
            filed.attempts.append(Attempt(step, answer.status, retry_after, ended, ended - started))
            if answer.status in good:
                return answer
            if ended + AGAIN_SECONDS > give_up:
                return None
            time.sleep(AGAIN_SECONDS)


class Load:
    """Several clients that file one request after the other until told to stop; an error makes them try again."""

    def __init__(self, filing: Filing, clients: int = 4, patience: float = 60.0, prefix: str = "load") -> None:
        self.filing = filing
        self.patience = patience
        self.filed: list[Submission] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._client, args=(f"{prefix}-{number}",), daemon=True)
            for number in range(clients)
        ]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(REQUEST_SECONDS + self.patience + 5)

    def _client(self, name: str) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            self.filed.append(self.filing.submit(f"{name}-{number}", self.patience))
            time.sleep(PAUSE_SECONDS)


def submit_many(filing: Filing, count: int, clients: int, prefix: str) -> list[Submission]:
    """File `count` requests from several clients at once, without trying again."""
    filed: list[Submission] = []
    numbers = iter(range(count))
    lock = threading.Lock()

    def client() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            filed.append(filing.submit(f"{prefix}-{number}"))

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return filed


def at_once(deeds: list[Any]) -> list[Any]:
    """Do several things at the same moment, each in a thread of its own; return what each gave, in order."""
    gate = threading.Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)

    def run(at: int) -> None:
        gate.wait(timeout=30)
        results[at] = deeds[at]()

    threads = [threading.Thread(target=run, args=[at]) for at in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
