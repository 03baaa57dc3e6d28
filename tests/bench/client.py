"""A cheap HTTP client and the threads that drive it: it shares the machine with what it measures."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "localhost"
CSRF = "b" * 32


class WrongAnswer(AssertionError):
    """A page that was measured is not the page that was meant."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `location` is the path of a redirect ("" otherwise)."""

    status: int
    location: str
    body: bytes


@dataclass
class Browser:
    """One person's requests to one server, each on a connection of its own, as a proxy in front makes them.

    `times` collects the seconds of each request.
    """

    port: int
    session: str = ""
    times: list[float] = field(default_factory=list)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._send(f"GET {path} HTTP/1.1\r\n{self._head()}\r\n".encode())

    def post(
        self,
        path: str,
        fields: Mapping[str, object] | bytes,
        *,
        kind: str = "application/x-www-form-urlencoded",
        header: str = "",
    ) -> Answer:
        """Send a form with its CSRF token, or a ready body of another kind with the token in a header."""
        body = (
            fields
            if isinstance(fields, bytes)
            else urlencode({"csrfmiddlewaretoken": CSRF, **fields}, doseq=True).encode()
        )
        lines = [
            f"Content-Type: {kind}",
            f"Content-Length: {len(body)}",
            f"X-CSRFToken: {CSRF}",
            *([header] if header else []),
        ]
        head = f"POST {path} HTTP/1.1\r\n{self._head()}" + "".join(f"{line}\r\n" for line in lines) + "\r\n"
        return self._send(head.encode() + body)

    def _head(self) -> str:
        # A visitor has no session.
        session = f"sessionid={self.session}; " if self.session else ""
        return (
            f"Host: {HOST}\r\nConnection: close\r\nAccept: */*\r\nX-Forwarded-Proto: https\r\nOrigin: https://{HOST}\r\n"
            f"Referer: https://{HOST}/\r\nCookie: {session}csrftoken={CSRF}\r\n"
        )

    def _send(self, request: bytes) -> Answer:
        began = time.perf_counter()
        parts = []
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(request)
            while part := connection.recv(262_144):
                parts.append(part)
        self.times.append(time.perf_counter() - began)
        head, _, body = b"".join(parts).partition(b"\r\n\r\n")
        status = int(head[9:12])
        location = ""
        if 300 <= status < 400:
            location = head.partition(b"\r\nLocation: ")[2].partition(b"\r\n")[0].decode()
        return Answer(status, location, body)


def expect(answer: Answer, status: int, mark: bytes = b"") -> Answer:
    """Raise WrongAnswer unless the answer has this status and holds `mark`."""
    if answer.status != status or mark not in answer.body:
        raise WrongAnswer(
            f"{answer.status} {answer.location} instead of {status} with {mark!r}: {answer.body[:2000]!r}"
        )
    return answer


# One turn of a scenario; its number picks the person or the page.
Turn = Callable[[Browser, int], None]


@dataclass(frozen=True)
class Slice:
    """What one stretch of time gave: turns done, seconds, and the seconds of each turn and request."""

    turns: int
    seconds: float
    turn_times: list[float]
    request_times: list[float]

    @property
    def rate(self) -> float:
        """Turns per second."""
        return self.turns / self.seconds


def drive(port: int, turn: Turn, numbers: Iterator[int], *, clients: int, seconds: float) -> Slice:
    """Let `clients` threads take turns for some seconds; raise the first error of any of them."""
    ends = time.perf_counter() + seconds
    done: list[tuple[list[float], list[float]]] = []
    errors: list[BaseException] = []
    lock = threading.Lock()

    def work() -> None:
        browser, turn_times = Browser(port), []
        try:
            while not errors and (began := time.perf_counter()) < ends:
                with lock:
                    number = next(numbers)
                turn(browser, number)
                turn_times.append(time.perf_counter() - began)
        except BaseException as error:
            errors.append(error)
        done.append((turn_times, browser.times))

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    turns = [each for turn_times, _requests in done for each in turn_times]
    requests = [each for _turns, times in done for each in times]
    return Slice(len(turns), time.perf_counter() - began, turns, requests)
