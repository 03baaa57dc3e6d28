"""The beat: when a job is due, put its events into the outbox and remember the run, in one transaction.

Celery's own beat sends to the broker and keeps its memory in a local file; here a run is written exactly once even if the
broker is away, the process is killed, or two beats run. The clock arithmetic is Celery's.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from celery.schedules import BaseSchedule, schedule
from django.db import connection
from django.utils import timezone

from portal.celery import app
from portal.notices import outbox
from portal.notices.process import Stop
from portal.schedule import Job
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

logger = logging.getLogger(__name__)

LONGEST_NAP_SECONDS = 5.0
# Another beat holds the job's row: look again soon.
BUSY_SECONDS = 1.0
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

_MEET = "insert into notices_scheduledjob (name, last_run_at) values (%s, %s) on conflict (name) do nothing"
_LOCK = "select last_run_at from notices_scheduledjob where name = %s for update skip locked"
_RAN = "update notices_scheduledjob set last_run_at = %s where name = %s"
_WAITING = """select center_id from notices_outboxevent where topic = %s and state in ('pending', 'leased')"""


class Beat:
    """Runs jobs when they are due; `due_at` is what this process believes, the database decides."""

    def __init__(self, jobs: Mapping[str, Job]) -> None:
        self.jobs = jobs
        self.due_at: dict[str, datetime] = {}

    def step(self, stop: Stop) -> None:
        """Run what is due and wait for the next."""
        self.round()
        nap = (
            min((due - timezone.now()).total_seconds() for due in self.due_at.values())
            if self.due_at
            else LONGEST_NAP_SECONDS
        )
        stop.wait(max(0.05, min(nap, LONGEST_NAP_SECONDS)))

    def round(self) -> list[str]:
        """Run every job that is due now and return their names."""
        now = timezone.now()
        return [job.name for job in self.jobs.values() if self.due_at.get(job.name, now) <= now and self._run(job, now)]

    def _run(self, job: Job, now: datetime) -> bool:
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            # A job never seen: an interval begins at once, a time of day waits for its hour.
            cursor.execute(_MEET, [job.name, LONG_AGO if isinstance(job.when, timedelta) else now])
            cursor.execute(_LOCK, [job.name])
            row = cursor.fetchone()
            if row is None:
                self.due_at[job.name] = now + timedelta(seconds=BUSY_SECONDS)
                return False
            due, seconds = _clock(job).is_due(row[0])
            if due:
                self._put(job)
                cursor.execute(_RAN, [now, job.name])
        self.due_at[job.name] = now + timedelta(seconds=max(seconds, 0.05))
        return bool(due)

    def _put(self, job: Job) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [job.topic])
            waiting = {row[0] for row in cursor.fetchall()}
        centers = list(Center.objects.filter(is_active=True).values_list("pk", flat=True)) if job.per_center else [None]
        for center_id in centers:
            if center_id not in waiting:
                payload = dict(job.payload) if center_id is None else {**job.payload, "center_id": center_id}
                outbox.put(job.topic, payload, center_id=center_id)


def _clock(job: Job) -> BaseSchedule:
    if isinstance(job.when, timedelta):
        return schedule(job.when, app=app)
    job.when.app = app
    return job.when
