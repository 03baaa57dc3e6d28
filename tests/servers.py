"""The database and the Valkey of one test run: fresh, real, and gone afterwards."""

import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg2
import redis
from psycopg2 import sql

from portal.embedded import Cluster, Endpoints
from portal.embedded.cluster import LOCAL, REPOSITORY, ROLES_SQL
from portal.embedded.valkey import DATABASES

Restore = Callable[[], None]

KEPT_TEMPLATES = 3
LOCK_SECONDS = 10
# every table of ours (a partition is reached through its parent) with the columns that can be written
_TABLES_SQL = """
select format('%I.%I', n.nspname, c.relname), string_agg(quote_ident(a.attname), ', ' order by a.attnum)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
where c.relkind in ('r', 'p') and not c.relispartition
  and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
group by 1
"""


@dataclass
class RunServers:
    """The servers of this run and the names in them that belong to it alone.

    Several runs may share the cluster of one slot (``PORTAL_SLOT``): each has its own database, named after its
    process, and its own numbered Valkey database, held by a file lock.
    """

    cluster: Cluster
    database: str
    redis_database: int
    _redis_lock: IO[str] = field(repr=False)

    @classmethod
    def start(cls, slot: str) -> "RunServers":
        """Start the slot's servers and reserve names; the database itself is made by `fresh_database`."""
        cluster = Cluster(f"slots/{slot}", profile="test")
        cluster.hold()
        number, lock = _reserve_redis_database(cluster.folder)
        run = cls(cluster, f"run_{os.getpid()}", number, lock)
        client = redis.Redis.from_url(run.endpoints.redis_url)
        client.flushdb()
        client.close()
        return run

    @property
    def endpoints(self) -> Endpoints:
        """Return this run's addresses."""
        return self.cluster.endpoints(self.database, self.redis_database)

    def fresh_database(self, migrate: Any) -> None:
        """Create this run's database as a copy of a migrated template.

        The template carries a digest of everything that shapes it in its name; `migrate(database_name)` is called
        only when there is none for the present sources.
        """
        template = f"tpl_{schema_digest()}"
        with _locked(self.cluster.folder / "template.lock"):
            if not self._exists(template):
                draft = f"{template}_draft"
                self.cluster.drop_database(draft)
                self.cluster.create_database(draft)
                migrate(draft)
                with self._superuser("postgres") as cursor:
                    cursor.execute(
                        sql.SQL("alter database {} rename to {}").format(
                            sql.Identifier(draft), sql.Identifier(template)
                        )
                    )
            self._sweep(template)
            self.cluster.drop_database(self.database)
            self.cluster.create_database(self.database, template=template)

    def close(self) -> None:
        """Drop this run's database and let the servers go."""
        self.cluster.drop_database(self.database)
        self._redis_lock.close()
        self.cluster.release()

    def _exists(self, database: str) -> bool:
        with self._superuser("postgres") as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [database])
            return cursor.fetchone() is not None

    def _sweep(self, template: str) -> None:
        """Drop databases of runs that were killed, and all but the newest templates."""
        with self._superuser("postgres") as cursor:
            cursor.execute("select datname from pg_database where datname ~ '^(run|tpl)_' order by oid desc")
            names = [name for (name,) in cursor.fetchall()]
        templates = [name for name in names if name.startswith("tpl_") and name != template]
        for name in templates[KEPT_TEMPLATES - 1 :]:
            self.cluster.drop_database(name)
        for name in names:
            if (match := re.fullmatch(r"run_(\d+)(_\w+)?", name)) and not psutil.pid_exists(int(match[1])):
                self.cluster.drop_database(name)

    @contextmanager
    def _superuser(self, database: str) -> Iterator[Any]:
        connection = psycopg2.connect(self.cluster.endpoints(database).superuser_url)
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


class Restorer:
    """Bring the run's database back to what the migrations left, after a test that really committed.

    The login under test owns nothing and may not truncate, and the audit trail refuses deletion, so this works as
    superuser with triggers off. It deletes rather than truncates: that needs no lock which the open transactions of
    other processes could deny.
    """

    def __init__(self, superuser_url: str) -> None:
        self.connection = psycopg2.connect(superuser_url)
        self.connection.autocommit = True
        with self.connection.cursor() as cursor:
            cursor.execute(f"set lock_timeout = '{LOCK_SECONDS}s'; set session_replication_role = replica")
            cursor.execute(_TABLES_SQL)
            self.columns: dict[str, str] = dict(cursor.fetchall())
            self.seeds = {name: self._rows(cursor, name) for name in self._with_rows(cursor)}
            self.sequences = self._sequences(cursor)

    def restore(self) -> None:
        """Undo every committed change of rows and sequences since this object was made."""
        with self.connection.cursor() as cursor:
            touched = [
                name
                for name in {*self._with_rows(cursor), *self.seeds}
                if name not in self.seeds or self._rows(cursor, name) != self.seeds[name]
            ]
            cursor.execute("begin")
            for name in touched:
                cursor.execute(f"delete from {name}")
                if name in self.seeds:
                    cursor.copy_expert(f"copy {name} ({self.columns[name]}) from stdin", BytesIO(self.seeds[name]))
            cursor.execute("commit")
            for name, value in self._sequences(cursor).items():
                start, last = self.sequences.get(name, value)
                if value != (start, last):
                    cursor.execute("select setval(%s, %s, %s)", [name, last or start, last is not None])

    def close(self) -> None:
        """Close the superuser's connection."""
        self.connection.close()

    def _sequences(self, cursor: Any) -> dict[str, tuple[int, int | None]]:
        cursor.execute("select format('%I.%I', schemaname, sequencename), start_value, last_value from pg_sequences")
        return {name: (start, last) for name, start, last in cursor.fetchall()}

    def _with_rows(self, cursor: Any) -> list[str]:
        cursor.execute(
            " union all ".join(f"select '{name}' where exists (select from {name})" for name in self.columns)
        )
        return [name for (name,) in cursor.fetchall()]

    def _rows(self, cursor: Any, name: str) -> bytes:
        buffer = BytesIO()
        cursor.copy_expert(f"copy (select {self.columns[name]} from {name} order by ctid) to stdout", buffer)
        return buffer.getvalue()


def schema_digest() -> str:
    """Return a short digest of every source that shapes the migrated database."""
    digest = hashlib.sha256()
    for path in sorted(
        {
            *REPOSITORY.glob("*/migrations/*.py"),
            *REPOSITORY.glob("*/*/migrations/*.py"),
            *REPOSITORY.glob("portal/*/*/migrations/*.py"),
            *REPOSITORY.glob("portal/tenancy/*.py"),
            # What migrations write into policies and functions without being migrations.
            *REPOSITORY.glob("*/rls.py"),
            *REPOSITORY.glob("*/*/rls.py"),
            *REPOSITORY.glob("*/*/sql.py"),
            *REPOSITORY.glob("portal/**/*.sql"),
            *REPOSITORY.glob("*/**/sql/*.sql"),
            REPOSITORY / "requirements" / "base.txt",
            ROLES_SQL,
        }
    ):
        if path.exists() and not path.is_relative_to(LOCAL):
            digest.update(str(path.relative_to(REPOSITORY)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _reserve_redis_database(folder: Path) -> tuple[int, IO[str]]:
    for number in range(1, DATABASES):
        lock = (folder / f"valkey.{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        return number, lock
    raise RuntimeError(f"All {DATABASES - 1} Valkey databases of this slot are in use by other test runs.")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
