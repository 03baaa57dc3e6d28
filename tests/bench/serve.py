"""The servers of the bench: its own PostgreSQL and Valkey, a filled database of each size, gunicorn in front of each."""

from __future__ import annotations

import hashlib
import json
import os
import platform
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
from tools.console import LOCAL, ROOT, say

HOME = LOCAL / "bench"
SLOT = "slots/bench"
WORKERS = 2
READY_SECONDS = 60.0
CASES_PER_ENTRY = 10  # pages that the public finds: 1,000 and 100,000
# Filled apart from the cases, and anew when only this changes.
PUBLIC = "tests/bench/fill_public.py"
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
    """Give the database with so many cases and public pages, migrated; fill it unless the last run left it filled the same way.

    A migration that was added since only runs; one that was changed, or another way of filling, means filling anew.
    `reuse` takes what is there, whatever it was made from.
    """
    name, made_of, entries = f"bench_{cases}", _sources(), cases // CASES_PER_ENTRY
    endpoints = cluster.endpoints(name)
    worker = environment(endpoints, PORTAL, "worker")
    kept = _mark(endpoints)
    public = kept.pop(PUBLIC, "")
    if kept and (reuse or all(made_of.get(path) == digest for path, digest in kept.items())):
        if kept != made_of:
            manage(worker, "migrate", "--database", "owner", "--no-input", "-v", "0")
    else:
        public = ""
        say(f"Filling a database with {cases:,} cases")
        cluster.drop_database(name)
        cluster.create_database(name)
        manage(worker, "migrate", "--database", "owner", "--no-input", "-v", "0")
        began = time.monotonic()
        fill.fill(endpoints.superuser_url, cases, say)
        _write_mark(endpoints, name, made_of)
        with psycopg2.connect(endpoints.superuser_url) as connection, connection.cursor() as cursor:
            cursor.execute("select pg_size_pretty(pg_database_size(current_database()))")
            ((size,),) = cursor.fetchall()
        say(f"{cases:,} cases in {time.monotonic() - began:.0f} s, {size}")
    wanted = f"{entries} {_digest(ROOT / PUBLIC)}"
    if public != wanted and not (public and reuse):
        say(f"Filling it with {entries:,} public pages")
        superuser = environment(endpoints, PORTAL, "superuser")
        subprocess.run(
            [sys.executable, "-m", "tests.bench.fill_public", str(entries)], cwd=ROOT, env=superuser, check=True
        )
    _write_mark(endpoints, name, made_of | {PUBLIC: wanted})
    return endpoints


def _sources() -> dict[str, str]:
    """Give a digest of every file that shapes a filled database."""
    depths = ("*", "*/*", "portal/*/*")
    paths = [Path(fill.__file__), *(path for depth in depths for path in ROOT.glob(f"{depth}/migrations/[0-9]*.py"))]
    return {str(path.relative_to(ROOT)): _digest(path) for path in sorted(paths) if not path.is_relative_to(LOCAL)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _write_mark(endpoints: Endpoints, name: str, made_of: Mapping[str, str]) -> None:
    with psycopg2.connect(endpoints.superuser_url) as connection, connection.cursor() as cursor:
        cursor.execute(f"comment on database {name} is %s", [json.dumps(made_of)])


def _mark(endpoints: Endpoints) -> dict[str, str]:
    """Read what a database was made of; empty when it is not there or was not filled to the end."""
    try:
        with psycopg2.connect(endpoints.superuser_url) as connection, connection.cursor() as cursor:
            cursor.execute(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
            )
            ((mark,),) = cursor.fetchall()
            found: dict[str, str] = json.loads(mark or "{}")
            return found
    except (psycopg2.OperationalError, ValueError):
        return {}


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

    def ask(self, words: str) -> Any:
        """Have something done (tests.bench.seed names what); return the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return json.loads(self._answer())

    def refresh(self) -> float:
        """Renew the board's counts of changed centers; return the seconds it took."""
        return float(self.ask("refresh"))

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


def machine() -> str:
    """Say what the figures were measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{os.cpu_count()} × {model or platform.machine()}, {memory / 1024**2:.0f} GiB, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []
