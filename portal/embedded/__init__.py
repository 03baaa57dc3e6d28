"""Run PostgreSQL and Valkey from Python wheels, for the demo and the tests.

Nothing here is used when ``DATABASE_URL`` and ``REDIS_URL`` are set. The servers of one *name* ("demo", "slots/test")
live under ``.local/<name>/``, listen on loopback only and stop when the last process that asked for them has ended,
however it ended.
"""

from portal.embedded.binaries import EmbeddedError
from portal.embedded.cluster import Cluster, Endpoints, ensure

__all__ = ["Cluster", "EmbeddedError", "Endpoints", "ensure"]
