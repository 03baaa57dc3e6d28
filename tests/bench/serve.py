"""The servers of the bench: its own PostgreSQL and Valkey, a filled database of each size, gunicorn in front of each."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from portal.embedded import Cluster, Endpoints
from portal.embedded.postgres import free_port
from tests.bench import fill
from tests.servers import schema_digest
from tools.console import LOCAL, ROOT, say

HOME = LOCAL / "bench"
SLOT = "slots/bench"
WORKERS = 2
READY_SECONDS = 60.0
PORTAL, LIMIT = "tests.bench.settings", "tests.bench.limit.settings"


def environment(endpoints: Endpoints, settings: str, login: str) -> dict[str, str]:
    """Give the environment of a process: production's settings, the embedded servers' addresses.

    The limit has the superuser's login, for which no policy is looked at.
    """
    found = {
        **os.environ,
        **endpoints.environ("national" if login == "superuser" else login),
        "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": "bench-only-not-a-secret",
        "PUBLIC_URL": "https://localhost",
        "STATIC_ROOT": str(HOME / "static"),
        "MEDIA_ROOT": str(HOME / "media"),
        "AUDIT_ANCHOR_FILE": str(HOME / "audit" / "anchor.jsonl"),
    }
    if login == "superuser":
        found["DATABASE_URL"] = endpoints.superuser_url
    return found


def manage(env: Mapping[str, str], *arguments: str) -> None:
    """Run a management command; raise when it fails."""
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)


def collect_static(endpoints: Endpoints) -> None:
    """Collect files under hashed names, as the image does."""
    ignored = [part for name in ("fonts", "axe.min.js", "rest_framework") for part in ("--ignore", name)]
    manage(environment(endpoints, PORTAL, "national"), "collectstatic", "--no-input", *ignored)


def database(cluster: Cluster, cases: int, *, reuse: bool = False) -> Endpoints:
    """Give the database with so many cases; fill it unless the last run left it and schema and filling are the same.

    `reuse` takes what is there, migrated, whatever it was made from.
    """
    digest = hashlib.sha256((schema_digest() + Path(fill.__file__).read_text()).encode()).hexdigest()[:12]
    name, kept = f"bench_{cases}", f"{digest} {cases}"
    endpoints = cluster.endpoints(name)
    mark = _mark(endpoints)
    if mark == kept:
        return endpoints
    if mark and reuse:
        manage(environment(endpoints, PORTAL, "worker"), "migrate", "--database", "owner", "--no-input", "-v", "0")
        return endpoints
    say(f"Filling a database with {cases:,} cases")
    cluster.drop_database(name)
    cluster.create_database(name)
    manage(environment(endpoints, PORTAL, "worker"), "migrate", "--database", "owner", "--no-input", "-v", "0")
    began = time.monotonic()
    fill.fill(endpoints.superuser_url, cases, say)
    with psycopg2.connect(endpoints.superuser_url) as connection, connection.cursor() as cursor:
        cursor.execute(f"comment on database {name} is '{kept}'")
        cursor.execute("select pg_size_pretty(pg_database_size(current_database()))")
        ((size,),) = cursor.fetchall()
    say(f"{cases:,} cases in {time.monotonic() - began:.0f} s, {size}")
    return endpoints


def _mark(endpoints: Endpoints) -> str:
    try:
        with psycopg2.connect(endpoints.superuser_url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
            )
            ((mark,),) = cursor.fetchall()
            return mark or ""
    except psycopg2.OperationalError:
        return ""


@contextmanager
def gunicorn(env: Mapping[str, str], application: str, log: str) -> Iterator[int]:
    """Serve an application as production does, without replacing workers in the middle; give the port."""
    port = free_port()
    options = ["--config", "deploy/gunicorn.conf.py", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    options += ["--max-requests", "0"]
    path = HOME / "log" / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, *options],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(port, path)
            yield port
        finally:
            server.terminate()
            server.wait(60)


def _wait(port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"gunicorn does not answer; see {log}")


class Seed:
    """The helper process inside one database: it made the plan and renews the roll-ups when asked."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.seed"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.plan: dict[str, Any] = json.loads(self._answer())

    def refresh(self) -> float:
        """Count for the board anew; return the seconds it took."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The seeding process ended.")
        return line

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


class Statements:
    """Counts what reaches PostgreSQL: every statement of a database's clients, BEGIN and COMMIT included."""

    def __init__(self, cluster: Cluster) -> None:
        self.connection = psycopg2.connect(cluster.endpoints("postgres").superuser_url)
        self.connection.autocommit = True

    def count(self, name: str) -> int:
        """Give the statements so far in a database."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "select coalesce(sum(s.calls), 0) from pg_stat_statements s join pg_database d on d.oid = s.dbid"
                " where d.datname = %s",
                [name],
            )
            ((calls,),) = cursor.fetchall()
        return int(calls)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()
