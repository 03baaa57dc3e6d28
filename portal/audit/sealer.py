"""The sealer: chain the committed entries of the trail in one total order, a moment after they were written.

Why afterwards: docs/decisions/0003. Only one sealer works at a time (an advisory lock that ends with its transaction), so
several relays may run.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.audit import anchor, chain
from portal.notices.process import Stop
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)

LOCK = 0x5A48_4155  # "ZHAU"
BATCH = 1000
PAUSE_SECONDS = 1.0
ANCHOR_SECONDS = 10.0

_UNSEALED = f"""select {chain.COLUMNS} from audit_auditentry e
 where e.id > %s and not exists (select from audit_auditseal s where s.entry_id = e.id) order by e.id limit %s"""  # noqa: S608 - column names are ours
_HEAD = "select position, hash from audit_auditseal order by position desc limit 1"
_SEAL = "insert into audit_auditseal (position, entry_id, hash, sealed_at) select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[])"
# Who writes an entry holds this lock from before its id is taken until its transaction ends. Transaction ids would say
# less: theirs are counted for every database of the cluster.
_HIGHEST = "select coalesce(max(id), 0) from audit_auditentry"
_WRITERS = """select virtualtransaction from pg_locks
 where locktype = 'relation' and mode = 'RowExclusiveLock' and granted and relation = 'audit_auditentry'::regclass
 and database = (select oid from pg_database where datname = current_database())"""


class Sealer:
    """Seals what is committed; remembers below which id there is nothing left to look for.

    Entries become visible out of order (an id is given before its commit), so the search starts at `low`: every id at or
    below it is sealed or belongs to a transaction that rolled back. A new process starts at 0 and looks at everything once.
    """

    def __init__(self) -> None:
        self.low = 0
        # An id that was visible, and who of those that wrote at that time has not ended since.
        self._mark, self._running = 0, frozenset[str]()
        self._anchored = -1
        self._anchor_due = 0.0

    def step(self, stop: Stop) -> None:
        """Seal everything there is, anchor the head when it is time, and wait a moment."""
        while not stop and self.round() == BATCH:
            pass
        if time.monotonic() >= self._anchor_due:
            self.drop_anchor()
            self._anchor_due = time.monotonic() + ANCHOR_SECONDS
        stop.wait(PAUSE_SECONDS)

    def round(self) -> int:
        """Seal up to BATCH entries in one transaction; return how many. 0 also when another sealer is at work."""
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
            highest, writers = self._look(cursor)
            cursor.execute(_UNSEALED, [self.low, BATCH])
            rows = cursor.fetchall()
            if rows:
                self._seal(cursor, rows)
        if len(rows) < BATCH:
            self._settle(highest, writers)
        return len(rows)

    def drop_anchor(self) -> bool:
        """Write the head into the anchor file unless it is there already; say whether it was written."""
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute(_HEAD)
            head = cursor.fetchone()
        if head is None or head[0] == self._anchored:
            return False
        if self._anchored < 0 and (newest := anchor.last(settings.AUDIT_ANCHOR_FILE)) is not None:
            self._anchored = newest.position
            if newest.position > head[0]:
                # Anchoring the shorter chain would be no crime, but somebody must look at once.
                logger.critical(
                    "The audit chain ends at %s, but %s was anchored: run audit_verify.", head[0], newest.position
                )
            if newest.position == head[0]:
                return False
        anchor.append(settings.AUDIT_ANCHOR_FILE, head[0], head[1], timezone.now())
        self._anchored = head[0]
        return True

    def _seal(self, cursor: Any, rows: list[tuple[Any, ...]]) -> None:
        cursor.execute(_HEAD)
        position, digest = cursor.fetchone() or (0, chain.GENESIS)
        positions, entries, hashes = [], [], []
        for row in rows:
            position, digest = position + 1, chain.link(digest, row)
            positions.append(position)
            entries.append(row[0])
            hashes.append(digest)
        now: datetime = timezone.now()
        cursor.execute(_SEAL, [positions, entries, hashes, [now] * len(rows)])

    def _look(self, cursor: Any) -> tuple[int, frozenset[str]]:
        """Give the highest visible id, and who is writing: in this order, or a writer of a lower id could be missed."""
        cursor.execute(_HIGHEST)
        highest: int = cursor.fetchone()[0]
        cursor.execute(_WRITERS)
        return highest, frozenset(writer for (writer,) in cursor.fetchall())

    def _settle(self, highest: int, writers: frozenset[str]) -> None:
        """Raise `low` to an id seen in an earlier round, once everybody who wrote at that time has ended."""
        if not self._running & writers:
            self.low, self._mark, self._running = self._mark, highest, writers
