"""The process that owns the servers of one cluster, and ends when nobody needs them."""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import IO, NoReturn

from portal.embedded.binaries import EmbeddedError
from portal.embedded.cluster import Cluster
from portal.embedded.postgres import PostgresServer
from portal.embedded.valkey import ValkeyServer

Server = PostgresServer | ValkeyServer
_WAKING = {signal.SIGCHLD, signal.SIGTERM}
# a server that keeps ending this soon after its start will not get better by starting it again
_SOON_SECONDS = 10.0
_TRIES = 3


class _ChildEnded(Exception):
    """A server process ended while we were waiting."""


def keep(cluster: Cluster) -> int:
    """Start both servers, say ``ready`` (or why not) on standard output, and run them until nobody holds the cluster.

    A server that dies is started again. The file ``stay`` (see `Cluster.stay`) keeps them running without a holder.
    Should the keeper itself be killed, the kernel tells both servers to shut down.
    """
    if os.fork():  # nobody is our parent: whoever started us may end, and owes us no wait()
        return 0
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAKING)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGCHLD, _child_ended)
    cluster.folder.mkdir(parents=True, exist_ok=True)
    with (cluster.folder / "keeper.lock").open("a") as own, (cluster.folder / "users.lock").open("a") as users:
        fcntl.flock(own, fcntl.LOCK_EX)
        own.truncate(0)
        own.write(str(os.getpid()))
        own.flush()
        servers: list[Server] = []
        try:
            servers = _start(cluster)
            print("ready", flush=True)
            _close_output()
            _wait(cluster, users, servers)
        except (EmbeddedError, OSError) as error:
            print(" ".join(str(error).split()), flush=True)
            return 1
        finally:
            for server in reversed(servers):
                server.stop()
            own.truncate(0)
    return 0


def _start(cluster: Cluster) -> list[Server]:
    for server in cluster.servers():
        server.clear_leftovers()
    cluster.choose_ports()
    started: list[Server] = []
    try:
        for server in cluster.servers():
            started.append(server)
            server.start()
    except BaseException:
        for server in started:
            server.stop()
        raise
    return started


def _wait(cluster: Cluster, users: IO[str], servers: list[Server]) -> None:
    """Return when the last holder is gone; meanwhile start again what dies."""
    failures: list[float] = []
    while True:
        try:
            with _wakeable():
                fcntl.flock(users, fcntl.LOCK_EX)
                while (cluster.folder / "stay").exists():
                    fcntl.flock(users, fcntl.LOCK_UN)
                    signal.pause()
                return
        except _ChildEnded:
            for server in servers:
                if server.child is not None and server.child.poll() is not None:
                    failures = [moment for moment in failures if time.monotonic() - moment < _SOON_SECONDS]
                    failures.append(time.monotonic())
                    if len(failures) > _TRIES:
                        raise EmbeddedError(f"{type(server).__name__} keeps ending; see {server.log}.") from None
                    server.start()


@contextmanager
def _wakeable() -> Iterator[None]:
    """Let SIGCHLD and SIGTERM in for the block only, so that neither breaks into the start of a server."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAKING)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAKING)


def _close_output() -> None:
    """Let go of the starter's pipe and terminal, which may end before we do."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _child_ended(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _ChildEnded
