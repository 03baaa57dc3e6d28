"""The way of an event from the outbox over relay, broker and worker until it is done: how many a second.

The processes are production's (docker-compose.yml): one relay, one worker of two for the queue "bell". Each event is a
notice to one person of the staff: it puts a line under their bell, and a second event for the mail, which goes nowhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing

import psycopg2

from tests.bench import serve
from tools.console import ROOT

PATIENCE = 120.0
_PROGRAMS = {
    "relay": [sys.executable, "manage.py", "relay"],
    "worker": [
        sys.executable,
        *["-m", "celery", "-A", "portal", "worker", "-Q", "bell", "-c", "2", "-n", "bench@%h", "-l", "WARNING"],
    ],
}


def rate(env: Mapping[str, str], superuser_url: str, put: int, *, seconds: float) -> float:
    """Give the events that were done per second, when `put` of them wait in the outbox already."""
    log = serve.HOME / "log"
    log.mkdir(parents=True, exist_ok=True)
    children = []
    with closing(psycopg2.connect(superuser_url)) as connection:
        connection.autocommit = True
        try:
            for name, argv in _PROGRAMS.items():
                with (log / f"{name}.log").open("wb") as output:
                    children.append(
                        subprocess.Popen(argv, cwd=ROOT, env={**os.environ, **env}, stdout=output, stderr=output)
                    )
            began = _done(connection)
            deadline = time.monotonic() + PATIENCE
            # Both processes load what they load once.
            while (first := _done(connection)) < began + min(50, put // 4):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"No event is done; see {log}.")
                time.sleep(0.1)
            started = time.monotonic()
            while (elapsed := time.monotonic() - started) < seconds and _waiting(connection):
                time.sleep(0.1)
            return (_done(connection) - first) / elapsed
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(60)


def _done(connection: psycopg2.extensions.connection) -> int:
    return _count(connection, "state = 'done'")


def _waiting(connection: psycopg2.extensions.connection) -> int:
    return _count(connection, "state in ('pending', 'leased') and queue = 'bell'")


def _count(connection: psycopg2.extensions.connection, condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from notices_outboxevent where {condition}")
        ((count,),) = cursor.fetchall()
    return int(count)
