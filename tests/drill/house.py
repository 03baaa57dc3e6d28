"""A whole portal of its own for the drills: durable servers that a test may crash, and processes that it may kill."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
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
from tests.drill.filing import Filing
from tests.drill.processes import SETTINGS, Child, Sink, wait_until

DATABASE = "drill"
# What people left behind; people, centers and seeds stay. Their sessions were opened on this site, a moment ago.
_EMPTY = """set session_replication_role = replica;
truncate notices_notice, notices_delivery, notices_outboxevent, policy_idempotencykey, cases_case, cases_counter,
  audit_auditseal, audit_auditentry cascade;
update accounts_session set seen_at = now(), opened_by = 'portal_app'"""


@dataclass
class House:
    """The servers, the processes and the ways to look inside."""

    folder: Path
    cluster: Cluster
    postgres: PostgresServer
    valkey: ValkeyServer
    sink: Sink
    web_port: int
    plan: dict[str, Any] = field(default_factory=dict)
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

    @property
    def filing(self) -> Filing:
        """The way in for people who file requests."""
        return Filing(self.web_port, self.plan)

    def relay(self) -> Child:
        """Start a relay and wait until it runs."""
        return self._run(processes.relay(self.folder, self.environ, name=self._name("relay")), "The relay runs.")

    def worker(self, *, queues: str = "bell,feed,paper,bulk", concurrency: int = 2, **limits: str) -> Child:
        """Start a worker and wait until it consumes."""
        name = self._name("worker")
        child = processes.worker(self.folder, self.environ | limits, queues=queues, concurrency=concurrency, name=name)
        return self._run(child, "ready.")

    def web(self) -> Child:
        """Start the web server (production's gunicorn, two workers, a center's log-in) and wait until it answers."""
        argv = [sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--config", "deploy/gunicorn.conf.py"]
        argv += ["--workers", "2", "--bind", f"127.0.0.1:{self.web_port}"]
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

    def unfinished(self, queues: str = "bell,feed,paper,bulk") -> int:
        """Count events of some queues that are neither done nor given up."""
        return self.count(
            "select count(*) from notices_outboxevent where state in ('pending', 'leased') and queue = any(%s)",
            [queues.split(",")],
        )

    def wait_idle(self, seconds: float, queues: str = "bell,feed,paper,bulk") -> float:
        """Wait until no work is left in some queues and return how long that took (seconds)."""
        return wait_until(lambda: self.unfinished(queues) == 0, "all work is done", seconds, every=0.2)

    def clear(self) -> None:
        """Take away all cases, work, notices, mails, files and the trail, between two drills; the people stay."""
        self.sql(_EMPTY)
        for path in self.sink.folder.glob("*.eml"):
            path.unlink()
        (self.folder / "anchor.jsonl").unlink(missing_ok=True)
        shutil.rmtree(self.folder / "media", ignore_errors=True)
        client = redis.Redis.from_url(self.valkey.url(0))
        client.flushall()
        client.close()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one Python command with the workers' log-in to its end."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=REPOSITORY,
            env={**os.environ, **self.environ, "DJANGO_SETTINGS_MODULE": SETTINGS},
            capture_output=True,
            text=True,
            check=False,
        )


def worked(house: House) -> dict[str, int]:
    """Count how often each piece of the drills' own work (`drill.note`) was done, by its mark."""
    return dict(
        house.sql("select object_id, count(*)::int from audit_auditentry where verb = 'drill.noted' group by 1")
    )


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
        for words in (("manage.py", "migrate", "--verbosity", "0"), ("-m", "tests.drill.seed")):
            done = house.run(*words)
            assert done.returncode == 0, done.stderr
        house.plan = json.loads(done.stdout.splitlines()[-1])
        yield house
