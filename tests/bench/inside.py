"""CPU time of one request without a server: the web process's own and its PostgreSQL backend's, which other load on
the machine cannot stretch. Runs inside the settings of its environment, for the portal or for the limit.

Reads the plan as a line of JSON, then one JSON array `[scenario, turns]` a line; answers each with a line of JSON.
"""

from __future__ import annotations

import cProfile
import gc
import io
import itertools
import json
import pstats
import re
import sys
import time
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection  # noqa: E402

from tests.bench.client import HOST, Answer, Browser  # noqa: E402
from tests.bench.scenarios import turns  # noqa: E402

WARM = 5
_NUMBERED = re.compile(r"s\d+_x\d+")


class Inside(Browser):
    """A browser whose requests go to the application itself. `sent` counts them."""

    def __init__(self) -> None:
        super().__init__(0)
        self.application = WSGIHandler()
        self.sent = 0

    def _send(self, request: bytes) -> Answer:
        self.sent += 1
        head, _, body = request.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, target, _version = first.split(" ")
        path, _, query = target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for line in lines:
            name, _, value = line.partition(": ")
            key = name.upper().replace("-", "_")
            environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
        found: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None, /) -> Any:
            found.update(status=int(status[:3]), headers=dict(headers))

        answer = self.application(environ, start)
        whole = b"".join(answer)
        answer.close()
        return Answer(found["status"], found["headers"].get("Location", ""), whole)


def _backend() -> tuple[int, float]:
    """Give the PostgreSQL backend of this process and its CPU seconds so far."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return pid, int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


class _Ledger:
    """Adds up what each statement costs the database and this process (BEGIN and COMMIT come on top)."""

    def __init__(self) -> None:
        self.lines: dict[str, list[float]] = {}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        own, theirs = time.process_time(), _backend()[1]
        try:
            return execute(sql, params, many, context)
        finally:
            line = self.lines.setdefault(_NUMBERED.sub("n", " ".join(sql.split())), [0, 0.0, 0.0])
            line[0] += 1
            line[1] += _backend()[1] - theirs
            line[2] += time.process_time() - own

    def rows(self, count: int) -> list[tuple[float, float, float, str]]:
        """Give times per turn, milliseconds of the database and of this process, statement."""
        return [
            (round(times / count, 2), round(theirs / count * 1000, 3), round(own / count * 1000, 3), sql)
            for sql, (times, theirs, own) in self.lines.items()
        ]


def measure(turn: Any, numbers: Any, count: int) -> dict[str, Any]:
    """Take so many turns; give milliseconds of CPU per turn, and requests per turn."""
    browser = Inside()
    for _turn in range(WARM):
        turn(browser, next(numbers))
    gc.collect()
    while True:
        browser.sent = 0
        own, (pid, theirs) = time.process_time(), _backend()
        for _turn in range(count):
            turn(browser, next(numbers))
        own, (pid_now, theirs_now) = time.process_time() - own, _backend()
        theirs = theirs_now - theirs
        if pid_now == pid:  # otherwise the connection was renewed meanwhile, as it is every minute
            break
    return {
        "web_ms": round(own / count * 1000, 2),
        "database_ms": round(theirs / count * 1000, 2),
        "requests": round(browser.sent / count, 1),
    }


def main() -> None:
    """Answer line by line; `[scenario, turns, "profile"]` prints where the time goes, `"sql"` the statements."""
    made = turns(json.loads(sys.stdin.readline()))
    numbers: dict[str, Any] = {}
    for line in sys.stdin:
        key, count, *how = json.loads(line)
        counted = numbers.setdefault(key, itertools.count(1000))
        if how == ["sql"]:
            browser, ledger = Inside(), _Ledger()
            made[key](browser, next(counted))
            with connection.execute_wrapper(ledger):
                for _turn in range(count):
                    made[key](browser, next(counted))
            print(json.dumps(ledger.rows(count)), flush=True)
        elif how:
            browser, profile = Inside(), cProfile.Profile(time.process_time)
            made[key](browser, next(counted))
            profile.enable()
            for _turn in range(count):
                made[key](browser, next(counted))
            profile.disable()
            text = io.StringIO()
            pstats.Stats(profile, stream=text).sort_stats(how[1]).print_stats(70)
            print(json.dumps(text.getvalue()), flush=True)
        else:
            print(json.dumps(measure(made[key], counted, count)), flush=True)


if __name__ == "__main__":
    main()
