"""The life of one event in a worker's hands: start, keep the lease, finish or fail. Plain SQL, fenced by the attempt.

Every statement names the attempt it belongs to. A worker that lost its lease (frozen, cut off from the database) finds
zero rows and its effects roll back, because somebody else is at it or has done it.
"""

from __future__ import annotations

import json
import logging
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection, connections
from django.utils import timezone

from portal.notices.registry import Hopeless, Later, Work
from portal.sql import interval
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 10.0
MAX_ATTEMPTS = 3
# 5 s after the first failure, 30 s after the second.
RETRY_BASE_SECONDS = 5.0
RETRY_FACTOR = 6.0
# How long a fault that lies outside (a mail server that is down) is waited for.
PATIENCE = timedelta(hours=24)
LONGEST_PAUSE = timedelta(minutes=15)
ERROR_CHARACTERS = 1000
QUARANTINE_TEMPLATE = "notices/quarantined"
DIED = "The worker ended without a word in its last attempt: killed, out of memory, or over its time limit."

_START = """update notices_outboxevent
 set attempts = attempts + 1, lease_until = clock_timestamp() + %(lease)s, available_at = clock_timestamp() + %(lease)s
 where id = %(id)s and state = 'leased' and attempts < %(most)s
   and (lease_until is null or lease_until < clock_timestamp())
 returning topic, payload::text, center_id, actor_id, attempts, created_at"""
_RENEW = """update notices_outboxevent
 set lease_until = clock_timestamp() + %(lease)s, available_at = clock_timestamp() + %(lease)s
 where id = %(id)s and state = 'leased' and attempts = %(attempt)s and lease_until is not null"""
_FINISH = """update notices_outboxevent
 set state = 'done', done_at = clock_timestamp(), lease_until = null, last_error = '',
     payload = case when %(forget)s then jsonb_build_object('forgotten', true) else payload end
 where id = %(id)s and state = 'leased' and attempts = %(attempt)s and lease_until is not null"""
_RETURN = """update notices_outboxevent
 set state = %(state)s, attempts = attempts - %(uncounted)s, lease_until = null, last_error = %(error)s,
     available_at = clock_timestamp() + %(delay)s
 where id = %(id)s and state = 'leased' and attempts = %(attempt)s and lease_until is not null"""


class LeaseLost(RuntimeError):
    """The event is no longer this attempt's: whatever it did in the running transaction must roll back."""


def _execute(sql: str, work_id: UUID, **parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"id": work_id, **parameters})
        changed: int = cursor.rowcount
    return changed


def start(event_id: UUID) -> Work | None:
    """Take an offered event, count the attempt and set its lease; None when it is done, taken or unknown.

    Commits by itself, so that an attempt counts even if it kills its process.
    """
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(_START, {"id": event_id, "lease": interval(LEASE), "most": MAX_ATTEMPTS})
        row = cursor.fetchone()
    if row is None:
        return None
    topic, payload, center_id, actor_id, attempt, created_at = row
    return Work(event_id, topic, json.loads(payload), center_id, actor_id, attempt, created_at)


def finish(work: Work, *, forget: bool = False) -> None:
    """Mark the event done, in the caller's transaction; raise LeaseLost when it is not this attempt's any more."""
    if _execute(_FINISH, work.id, attempt=work.attempt, forget=forget) == 0:
        raise LeaseLost(f"{work.topic} {work.id}: attempt {work.attempt} lost its lease.")


def fail(work: Work, error: BaseException) -> None:
    """Give the event back after a failure: later again, or into quarantine when that was the last attempt."""
    described = describe(error)
    state, uncounted, delay = "pending", 0, RETRY_BASE_SECONDS * RETRY_FACTOR ** (work.attempt - 1)
    waiting = timezone.now() - work.created_at
    outside = isinstance(error, Later) or _lost_database(error)
    if outside and waiting < PATIENCE:
        # A fault outside is tried ever more rarely: after half the time it has already taken.
        uncounted, delay = 1, max(RETRY_BASE_SECONDS, min(waiting / 2, LONGEST_PAUSE).total_seconds())
    elif outside or isinstance(error, Hopeless) or work.attempt >= MAX_ATTEMPTS:
        state = "quarantined"
    with scopes.enter(scopes.system()):
        held = _execute(
            _RETURN,
            work.id,
            attempt=work.attempt,
            state=state,
            uncounted=uncounted,
            error=described,
            delay=timedelta(seconds=delay),
        )
        if held and state == "quarantined":
            report_quarantine([(work.id, work.topic, dict(work.payload))])
    if not held:
        logger.warning("%s %s: attempt %s failed after its lease was lost.", work.topic, work.id, work.attempt)


def report_quarantine(events: Sequence[tuple[UUID, str, dict[str, Any]]]) -> None:
    """Tell the system administrators that work stands still; at most one unread notice an hour, and never about itself."""
    for event_id, topic, payload in events:
        logger.error("%s %s is in quarantine.", topic, event_id)
        # A notice about a broken notice would go round in circles.
        if payload.get("template") == QUARANTINE_TEMPLATE or payload.get("about") == QUARANTINE_TEMPLATE:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                """select 1 from notices_outboxevent where topic = 'notice' and id > (select uuidv7(interval '-1 hour'))
                   and payload ->> 'template' = %s limit 1""",
                [QUARANTINE_TEMPLATE],
            )
            if cursor.fetchone():
                continue
        from portal.notices.notify import notify

        notify(QUARANTINE_TEMPLATE, context={"topic": topic}, link=f"/notices/quarantine/{event_id}/", role="sysadmin")


def describe(error: BaseException) -> str:
    """Say what went wrong without repeating what the error says: its message may quote a file, a name, a password.

    Kind, error code of database or mail server, and the lines of code passed through. The messages of Later and
    Hopeless are written for the reader and kept.
    """
    kind = type(error).__name__
    if isinstance(error, Later | Hopeless):
        return f"{kind}: {error}"[:ERROR_CHARACTERS]
    code = (
        getattr(error, "smtp_code", None) or getattr(error.__cause__, "pgcode", None) or getattr(error, "errno", None)
    )
    places = _places(error.__traceback__)
    return (f"{kind}{f' ({code})' if code else ''}" + (f" at {places}" if places else ""))[:ERROR_CHARACTERS]


def _lost_database(error: BaseException) -> bool:
    """Say whether the line to the database broke (a restart), which is no fault of the work."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(("08", "57P"))


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)[-6:]
    return " > ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
        return str(path.relative_to(settings.BASE_DIR))
    return "/".join(path.parts[-2:])


@contextmanager
def lease(work: Work) -> Iterator[Work]:
    """Renew the lease every few seconds while the block runs, from a thread with its own connection.

    Gives the work with a `lost` that tells a long handler to stop. Short work never opens the second connection.
    """
    ended, lost = threading.Event(), threading.Event()

    def keep() -> None:
        try:
            while not ended.wait(RENEW_SECONDS):
                try:
                    with scopes.enter(scopes.system()):
                        kept = _execute(_RENEW, work.id, attempt=work.attempt, lease=LEASE)
                except DatabaseError as error:
                    logger.warning("%s %s: cannot renew the lease: %s", work.topic, work.id, type(error).__name__)
                    connection.close()
                    continue
                if not kept:
                    lost.set()
                    return
        finally:
            connections.close_all()

    keeper = threading.Thread(target=keep, name=f"lease-{work.id}", daemon=True)
    keeper.start()
    try:
        yield replace(work, lost=lost.is_set)
    finally:
        ended.set()
        keeper.join(RENEW_SECONDS)
