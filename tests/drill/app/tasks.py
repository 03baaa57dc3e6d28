"""Work that misbehaves: each handler is one kind of poison; `drill.note` is the healthy neighbour."""

from __future__ import annotations

import os
import signal
import time

from portal.audit import trail
from portal.notices.registry import Work, handler


@handler("drill.note", queue="feed")
def note(work: Work) -> None:
    """Leave one trace in the database per event: what is done twice shows twice."""
    trail.record("drill.noted", object_type="drill", object_id=work.payload["mark"])


@handler("drill.slow", queue="feed", opens_scope=False)
def slow(work: Work) -> None:
    """Take longer than a lease lasts."""
    time.sleep(work.payload["seconds"])


@handler("drill.exception", queue="feed")
def exception(work: Work) -> None:
    """Write something, then fail with a secret in the message."""
    trail.record("drill.noted", object_type="drill", object_id=work.payload["mark"])
    raise ValueError("password=hunter2")


@handler("drill.suicide", queue="feed")
def suicide(work: Work) -> None:
    """End the process without a word, as the kernel does when memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


@handler("drill.memory", queue="feed")
def memory(work: Work) -> None:
    """Ask for two gigabytes and use them."""
    hoard = bytearray(2 * 1024**3)
    hoard[::4096] = b"x" * len(hoard[::4096])


@handler("drill.loop", queue="feed")
def loop(work: Work) -> None:
    """Never end."""
    while True:
        pass


@handler("drill.stubborn", queue="feed")
def stubborn(work: Work) -> None:
    """Never end, and swallow the request to stop."""
    while True:
        try:
            while True:
                pass
        except Exception:
            continue
