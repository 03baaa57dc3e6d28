"""A whole portal of its own for the drills: durable servers that a test may crash, and processes that it may kill."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import redis

from portal.embedded import Cluster
from portal.embedded.cluster import REPOSITORY
from portal.embedded.postgres import PostgresServer, free_port
from portal.embedded.valkey import ValkeyServer
from tests.drill import processes
from tests.drill.processes import SETTINGS, Child, Sink, wait_until

DATABASE = "drill"
REQUEST_SECONDS = 30.0
# Between two submissions of one client of a load; the workers must be able to keep up on two cores.
PAUSE_SECONDS = 0.15


@dataclass
class House:
    """The servers, the processes and the ways to look inside."""

    folder: Path
    cluster: Cluster
    postgres: PostgresServer
    valkey: ValkeyServer
    sink: Sink
    web_port: int
    children: list[Child] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of every process that is not the web server."""
        return {
            **self.cluster.endpoints(DATABASE).environ("worker"),
            **self.sink.environ,
            "AUDIT_ANCHOR_FILE": str(self.folder / "anchor.jsonl"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "PUBLIC_URL": f"http://127.0.0.1:{self.web_port}",
        }

    def relay(self) -> Child:
        """Start a relay and wait until it runs."""
        return self._run(processes.relay(self.folder, self.environ, name=self._name("relay")), "The relay runs.")

    def worker(self, *, queues: str = "bell,feed,paper", concurrency: int = 2, **limits: str) -> Child:
        """Start a worker and wait until it consumes."""
        name = self._name("worker")
        child = processes.worker(
            self.folder, self.environ | limits, queues=queues, concurrency=concurrency, name=name
        )
        return self._run(child, "ready.")

    def web(self) -> Child:
        """Start the web server (gunicorn, two workers, a center's log-in) and wait until it answers."""
        argv = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--workers", "2", "--threads", "4"]
        argv += ["--bind", f"127.0.0.1:{self.web_port}", "--timeout", "60"]
        environ = self.environ | self.cluster.endpoints(DATABASE).environ("app")
        return self._run(Child(self._name("web"), argv, self.folder, environ), "Booting worker")

    def _name(self, kind: str) -> str:
        return f"{kind}{sum(child.name.startswith(kind) for child in self.children)}"

    def _run(self, child: Child, words: str) -> Child:
        self.children.append(child)
        child.start()
        child.wait_for(words)
        return child

    def end(self) -> None:
        """Kill every process."""
        for child in reversed(self.children):
            child.kill()
        self.children.clear()

    # -- looking inside ------------------------------------------------------------------------------------------

    def sql(self, statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        """Run one statement as superuser, on a fresh connection, and return its rows."""
        line = psycopg2.connect(self.cluster.endpoints(DATABASE).superuser_url, connect_timeout=5)
        line.autocommit = True
        try:
            with line.cursor() as cursor:
                cursor.execute(statement, parameters)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            line.close()

    def count(self, statement: str, parameters: Any = None) -> int:
        """Return the single number of a query."""
        return int(self.sql(statement, parameters)[0][0])

    def put(self, topic: str, payload: str = "{}", queue: str = "feed") -> str:
        """Put an event into the outbox as a service does, and return its id."""
        [(event_id,)] = self.sql(
            """with e as (insert into notices_outboxevent
                 (id, topic, queue, payload, state, attempts, available_at, last_error, created_at)
                 values (uuidv7(), %s, %s, %s::jsonb, 'pending', 0, now(), '', now()) returning id)
               select id::text from e, pg_notify('zhinan_outbox', '')""",
            [topic, queue, payload],
        )
        return str(event_id)

    def event(self, event_id: str) -> tuple[str, int, str]:
        """Return state, attempts and last error of an event."""
        [row] = self.sql("select state, attempts, last_error from notices_outboxevent where id = %s", [event_id])
        return str(row[0]), int(row[1]), str(row[2])

    def unfinished(self) -> int:
        """Count events that are neither done nor given up."""
        return self.count("select count(*) from notices_outboxevent where state in ('pending', 'leased')")

    def wait_idle(self, seconds: float) -> float:
        """Wait until no work is left and return how long that took (seconds)."""
        return wait_until(lambda: self.unfinished() == 0, "all work is done", seconds, every=0.2)

    def clear(self) -> None:
        """Empty the outbox, the trail and the mail, between two drills."""
        self.sql("set session_replication_role = replica; truncate notices_notice, notices_delivery, notices_outboxevent cascade;"
                 "truncate audit_auditseal, audit_auditentry cascade")  # fmt: skip
        for path in self.sink.folder.glob("*.eml"):
            path.unlink()
        client = redis.Redis.from_url(self.valkey.url(0))
        client.flushall()
        client.close()


@dataclass
class Answer:
    """What one submission got: its mark, the status (0: no answer at all), when it ended and how long it took."""

    mark: str
    status: int
    at: float
    seconds: float


def submit(house: House, mark: str) -> Answer:
    """Submit once through the web server. Exchange this function to drill with another form."""
    started = time.monotonic()
    request = urllib.request.Request(
        f"http://127.0.0.1:{house.web_port}/drill/submit/", data=urllib.parse.urlencode({"mark": mark}).encode()
    )
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    except OSError:
        status = 0
    ended = time.monotonic()
    return Answer(mark, status, ended, ended - started)


def written(house: House) -> set[str]:
    """Return the marks whose submission stands in the database."""
    return {row[0] for row in house.sql("select object_id from audit_auditentry where verb = 'drill.submitted'")}


def asked(house: House) -> set[str]:
    """Return the marks for which work was put into the outbox."""
    return {row[0] for row in house.sql("select payload ->> 'mark' from notices_outboxevent where topic = 'drill.note'")}


def worked(house: House) -> dict[str, int]:
    """Count how often the work of each mark was done."""
    return dict(house.sql("select object_id, count(*)::int from audit_auditentry where verb = 'drill.noted' group by 1"))  # type: ignore[arg-type]


class Load:
    """Several clients that submit one after the other until told to stop."""

    def __init__(self, house: House, clients: int = 4, prefix: str = "load") -> None:
        self.house = house
        self.answers: list[Answer] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._client, args=(f"{prefix}-{number}",), daemon=True) for number in range(clients)
        ]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(REQUEST_SECONDS + 5)

    def _client(self, name: str) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            self.answers.append(submit(self.house, f"{name}-{number}"))
            time.sleep(PAUSE_SECONDS)


def submit_many(house: House, count: int, clients: int, prefix: str) -> list[Answer]:
    """Submit `count` times from several clients at once."""
    answers: list[Answer] = []
    numbers = iter(range(count))
    lock = threading.Lock()

    def client() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            answers.append(submit(house, f"{prefix}-{number}"))

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


@contextmanager
def open_house(slot: str) -> Iterator[House]:
    """Start servers with durable settings on a folder of their own, migrate, and stop everything afterwards."""
    cluster = Cluster(f"slots/{slot}-drill", profile="demo")
    folder = cluster.folder / "run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        cluster.choose_ports()
        postgres, valkey = cluster.servers()
        for server in (postgres, valkey):
            server.start()
            stack.callback(server.stop)
        cluster.drop_database(DATABASE)
        cluster.create_database(DATABASE)
        sink = stack.enter_context(processes.mail_sink(folder))
        house = House(folder, cluster, postgres, valkey, sink, free_port())
        stack.callback(house.end)
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=REPOSITORY,
            env={**os.environ, **house.environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
            check=True,
        )
        yield house
