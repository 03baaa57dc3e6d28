"""The skeleton of the portal's own long-running processes: a step again and again, through database restarts, until told to stop."""

from __future__ import annotations

import logging
import os
import select
import signal
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import psycopg2
from django.db import Error as DatabaseError
from django.db import connection

logger = logging.getLogger(__name__)

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 2.0


class Stop:
    """SIGTERM and SIGINT as something to wait for: an event for threads, a readable pipe for select()."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def listen(self) -> None:
        """Take over SIGTERM and SIGINT; call from the main thread."""
        signal.signal(signal.SIGTERM, self._hear)
        signal.signal(signal.SIGINT, self._hear)

    def __call__(self) -> None:
        """Ask everybody to stop."""
        if not self.event.is_set():
            self.event.set()
            os.write(self._write, b".")

    def __bool__(self) -> bool:
        return self.event.is_set()

    def wait(self, seconds: float, *others: int) -> bool:
        """Wait until told to stop, until a file descriptor of `others` is readable, or `seconds`; True to stop."""
        if not self:
            select.select([self._read, *others], [], [], seconds)
        return bool(self)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self()


def life_file(name: str) -> Path:
    """Return the file that a living process touches again and again, for the health check beside it (deploy/health.py)."""
    return Path(tempfile.gettempdir()) / f"portal-{name}.alive"


def sign_of_life(name: str) -> None:
    """Touch the process's file; a full or read-only disk is no reason to stop working."""
    try:
        life_file(name).touch()
    except OSError:
        logger.debug("%s: cannot leave a sign of life.", name)


def keep_on(name: str, stop: Stop, step: Callable[[], None]) -> None:
    """Call `step` until `stop`; a database that is away is waited for with a fresh connection, other errors are logged.

    A step does its own waiting. Nothing it raises ends the loop: a relay that died of one bad moment would silence
    everything after it.
    """
    pause = FIRST_PAUSE
    try:
        while not stop:
            try:
                step()
                sign_of_life(name)
                pause = FIRST_PAUSE
            except (DatabaseError, psycopg2.Error) as error:
                logger.warning("%s: the database does not answer (%s); trying again.", name, type(error).__name__)
                connection.close()
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            except Exception:
                logger.exception("%s: unexpected error; going on.", name)
                connection.close()
                stop.wait(LONGEST_PAUSE)
    finally:
        connection.close()
