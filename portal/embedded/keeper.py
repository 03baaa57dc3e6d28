"""The process that owns the servers of one cluster, and ends when nobody needs them."""

import fcntl
import os
import signal
from types import FrameType
from typing import NoReturn

from portal.embedded.binaries import EmbeddedError
from portal.embedded.cluster import Cluster
from portal.embedded.postgres import PostgresServer
from portal.embedded.valkey import ValkeyServer


def keep(cluster: Cluster) -> int:
    """Start both servers, say ``ready`` (or why not) on standard output, and run them until nobody holds the cluster.

    The file ``stay``, which the command ``up`` leaves, keeps them running without a holder. Should the keeper itself be
    killed, the kernel tells both servers to shut down.
    """
    signal.signal(signal.SIGTERM, _leave)
    cluster.folder.mkdir(parents=True, exist_ok=True)
    with (cluster.folder / "keeper.lock").open("a") as own, (cluster.folder / "users.lock").open("a") as users:
        fcntl.flock(own, fcntl.LOCK_EX)
        own.truncate(0)
        own.write(str(os.getpid()))
        own.flush()
        servers: list[PostgresServer | ValkeyServer] = []
        try:
            servers = _start(cluster)
            print("ready", flush=True)
            _close_output()
            fcntl.flock(users, fcntl.LOCK_EX)
            while (cluster.folder / "stay").exists():
                fcntl.flock(users, fcntl.LOCK_UN)
                signal.pause()
        except (EmbeddedError, OSError) as error:
            print(" ".join(str(error).split()), flush=True)
            return 1
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            for server in reversed(servers):
                server.stop()
            own.truncate(0)
    return 0


def _start(cluster: Cluster) -> list[PostgresServer | ValkeyServer]:
    for server in cluster.servers():
        server.clear_leftovers()
    cluster.choose_ports()
    started: list[PostgresServer | ValkeyServer] = []
    try:
        for server in cluster.servers():
            started.append(server)
            server.start()
    except BaseException:
        for server in started:
            server.stop()
        raise
    return started


def _close_output() -> None:
    """Let go of the starter's pipe and terminal, which may end before we do."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.close(null)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
