"""Work that leaves nothing behind in a transaction that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def undone() -> Iterator[None]:
    """Take back what the block writes, whatever becomes of it."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(savepoint)
        # Rolled back it still stands, and holds a lock: ten thousand of them fill the table of the whole cluster.
        transaction.savepoint_commit(savepoint)
