"""A PgBouncer in transaction mode with one server connection per login: whatever leaks, leaks to the very next client."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from portal.embedded.postgres import free_port
from portal.embedded.process import die_with_parent, unprivileged_account

WAIT_SECONDS = 15.0
_SETTINGS = """[databases]
* = host=127.0.0.1 port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own_port}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 1
min_pool_size = 1
max_client_conn = 50
ignore_startup_parameters = extra_float_digits
logfile = {folder}/pgbouncer.log
"""


def binary() -> str | None:
    """Return the path of pgbouncer; Debian puts it where ordinary users do not look."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def running(urls: list[str], folder: Path) -> Iterator[int]:
    """Run PgBouncer before the server of `urls` (one per login) and yield its port."""
    program = binary()
    assert program is not None
    parts = [urlsplit(url) for url in urls]
    port = free_port()
    (folder / "users.txt").write_text("".join(f'"{part.username}" "{part.password}"\n' for part in parts))
    (folder / "pgbouncer.ini").write_text(_SETTINGS.format(port=parts[0].port, own_port=port, folder=folder))
    account = unprivileged_account()
    if account is not None:  # it refuses to run as root
        for path in (folder, *folder.iterdir()):
            os.chown(path, account.uid, account.gid)
        for parent in folder.parents:
            if parent.stat().st_uid == os.getuid() and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
    server = subprocess.Popen(
        [program, "-q", str(folder / "pgbouncer.ini")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        preexec_fn=die_with_parent(__import__("signal").SIGTERM),
    )
    try:
        _wait(server, through(urls[0], port), folder)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=WAIT_SECONDS)


def through(url: str, port: int) -> str:
    """Rewrite a database address to go through the pooler."""
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}").geturl()


def _wait(server: subprocess.Popen[bytes], url: str, folder: Path) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            psycopg2.connect(url, connect_timeout=2).close()
            return
        except psycopg2.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = folder / "pgbouncer.log"
                words = log.read_text() if log.exists() else ""
                raise RuntimeError(f"PgBouncer did not answer: {error} {words}") from error
            time.sleep(0.05)
