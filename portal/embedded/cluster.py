"""The shared servers of one name: start them on first need, hand out addresses, make databases with their roles."""

import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg2
from psycopg2 import sql

from portal.embedded.binaries import EmbeddedError
from portal.embedded.postgres import PostgresServer, free_port, port_is_free
from portal.embedded.valkey import ValkeyServer

REPOSITORY = Path(__file__).resolve().parents[2]
LOCAL = REPOSITORY / ".local"
ROLES_SQL = REPOSITORY / "portal" / "tenancy" / "sql" / "roles.sql"
LOGINS = ("portal_owner", "portal_app", "portal_national", "portal_worker")
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Endpoints:
    """Addresses of one database under each login, and of one Valkey database."""

    owner_url: str
    app_url: str
    national_url: str
    worker_url: str
    superuser_url: str
    redis_url: str

    def environ(self, login: str = "national") -> dict[str, str]:
        """Return the variables the settings read, with `login` (app, national or worker) for requests and tasks."""
        default = {"app": self.app_url, "national": self.national_url, "worker": self.worker_url}[login]
        return {"DATABASE_URL": default, "DATABASE_OWNER_URL": self.owner_url, "REDIS_URL": self.redis_url}


@dataclass
class Cluster:
    """A PostgreSQL and a Valkey under ``.local/<name>/``, with their ports and passwords."""

    name: str
    profile: str = "demo"
    base: Path = LOCAL
    _hold: IO[str] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        """Return the folder with everything of this cluster."""
        return self.base / self.name

    def servers(self) -> tuple[PostgresServer, ValkeyServer]:
        """Return the two servers, not started, on ports that are free or were theirs before."""
        facts = self._facts()
        log = self.folder / "log"
        postgres = PostgresServer(
            self.folder / "postgres",
            port=int(facts["postgres_port"]),
            password=facts["postgres"],
            log=log / "postgres.log",
            profile=self.profile,
        )
        valkey = ValkeyServer(
            self.folder / "valkey",
            port=int(facts["valkey_port"]),
            password=facts["valkey"],
            log=log / "valkey.log",
            keep=self.profile == "demo",
        )
        return postgres, valkey

    def hold(self) -> None:
        """Start the servers unless they run, and keep them running until this process ends or calls `release`.

        The servers belong to a keeper process which waits for an exclusive lock that every user's shared lock denies.
        The kernel drops a lock with its process, so a killed user can leave nothing running.
        """
        if self._hold is not None:
            return
        with self._alone():
            hold = (self.folder / "users.lock").open("w")
            fcntl.flock(hold, fcntl.LOCK_SH)  # waits while an old keeper is stopping its servers
            try:
                if not self.keeper_runs():
                    self._start_keeper()
            except BaseException:
                hold.close()
                raise
            self._hold = hold

    def release(self) -> None:
        """Let go of the servers; they stop when nobody else holds them."""
        if self._hold is not None:
            self._hold.close()
            self._hold = None

    def stay(self) -> None:
        """Start the servers so that they run on when this process has ended, until `stop`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "stay").touch()
        self.hold()

    def stop(self) -> None:
        """Stop the servers, whoever still uses them; do nothing when they do not run."""
        self.release()
        (self.folder / "stay").unlink(missing_ok=True)
        if not self.folder.exists():
            return
        deadline = time.monotonic() + STOP_SECONDS
        while self.keeper_runs():
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The embedded servers of {self.name} did not stop within {STOP_SECONDS:.0f} s.")
            with suppress(ValueError, ProcessLookupError):  # it has just started or ended
                os.kill(int((self.folder / "keeper.lock").read_text()), signal.SIGTERM)
            time.sleep(0.05)

    def keeper_runs(self) -> bool:
        """Say whether a keeper is alive (it holds ``keeper.lock`` for its whole life)."""
        with (self.folder / "keeper.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def endpoints(self, database: str = "portal", redis_database: int = 0) -> Endpoints:
        """Return the addresses of `database` (see `create_database`) and of a numbered Valkey database."""
        facts = self._facts()
        host = f"127.0.0.1:{facts['postgres_port']}"

        def url(login: str) -> str:
            return f"postgresql://{login}:{facts[login]}@{host}/{database}"

        return Endpoints(
            owner_url=url("portal_owner"),
            app_url=url("portal_app"),
            national_url=url("portal_national"),
            worker_url=url("portal_worker"),
            superuser_url=f"postgresql://postgres:{facts['postgres']}@{host}/{database}",
            redis_url=f"redis://:{facts['valkey']}@127.0.0.1:{facts['valkey_port']}/{redis_database}",
        )

    def create_database(self, database: str, *, template: str | None = None) -> bool:
        """Create `database` with the roles of the portal; say whether it was new.

        The roles file runs every time: it is idempotent and may have grown since.
        """
        with self._alone():  # two processes must not alter the same roles at once
            return self._create_database(database, template)

    def _create_database(self, database: str, template: str | None) -> bool:
        with _superuser(self.endpoints("postgres").superuser_url) as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [database])
            new = cursor.fetchone() is None
        if new and template is None:
            self._run_roles("postgres")  # the owner must exist before its database
        if new:
            with _superuser(self.endpoints("postgres").superuser_url) as cursor:
                cursor.execute(
                    sql.SQL("create database {} owner portal_owner template {}").format(
                        sql.Identifier(database), sql.Identifier(template or "template1")
                    )
                )
        # also for a copy: rights on a database are not copied with it
        self._run_roles(database)
        return new

    def drop_database(self, database: str) -> None:
        """Drop `database` if it exists, ending the sessions that still use it."""
        with _superuser(self.endpoints("postgres").superuser_url) as cursor:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process starts or sets up something in this cluster."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "start.lock").open("w") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            yield

    def _run_roles(self, database: str) -> None:
        facts = self._facts()
        with _superuser(self.endpoints(database).superuser_url) as cursor:
            cursor.execute(ROLES_SQL.read_text())
            for login in LOGINS:
                cursor.execute(
                    sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(facts[login]))
                )

    def _start_keeper(self) -> None:
        """Start the keeper and wait for its word; raise EmbeddedError with its reason when it fails."""
        keeper = subprocess.Popen(
            [
                *(sys.executable, "-m", "portal.embedded", "keep", self.name),
                *("--profile", self.profile, "--base", str(self.base)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
            cwd=REPOSITORY,
            text=True,
        )
        with keeper:  # it leaves a child of its own behind, so there is next to nothing to wait for
            assert keeper.stdout is not None
            word = keeper.stdout.readline().strip()
        if word != "ready":
            raise EmbeddedError(word or f"The keeper of the embedded servers ended; see {self.folder / 'log'}.")

    def _facts(self) -> dict[str, str]:
        """Return ports and passwords, made at the first call and kept in a file only its owner can read."""
        path = self.folder / "secrets.json"
        try:
            return dict(json.loads(path.read_text()))
        except FileNotFoundError:
            facts = {login: secrets.token_urlsafe(24) for login in (*LOGINS, "postgres", "valkey")}
            facts |= {"postgres_port": str(free_port()), "valkey_port": str(free_port())}
            self._write(facts)
            return facts

    def choose_ports(self) -> None:
        """Replace a port that somebody else has taken since the last run."""
        facts = self._facts()
        for key in ("postgres_port", "valkey_port"):
            if not port_is_free(int(facts[key])):
                facts[key] = str(free_port())
        self._write(facts)

    def _write(self, facts: Mapping[str, str]) -> None:
        path = self.folder / "secrets.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(facts, file)
        draft.replace(path)


@contextmanager
def _superuser(url: str) -> Iterator["psycopg2.extensions.cursor"]:
    """Open one autocommit cursor as superuser and close its connection afterwards."""
    connection = psycopg2.connect(url, connect_timeout=10)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def ensure(name: str, *, database: str = "portal", profile: str = "demo", base: Path = LOCAL) -> Endpoints:
    """Return addresses of running servers for `name`, with `database` made; start what is missing.

    The servers run until this process ends (see `Cluster.hold`). Profile "test" gives up durability for speed.
    """
    cluster = Cluster(name, profile=profile, base=base)
    cluster.hold()
    cluster.create_database(database)
    _held.append(cluster)
    return cluster.endpoints(database)


# an open lock file is what keeps the servers running, so it must not be collected before the process ends
_held: list[Cluster] = []
