"""What the portal does by the clock. Each app lists its jobs in `<app>/schedule.py`; `manage.py beat` puts them into the outbox.

    JOBS = [
        Job("cases.clock", topic="cases.clock", when=crontab(hour="6", minute="10"), per_center=True),
        Job("cases.rollup", topic="cases.rollup", when=timedelta(seconds=45)),
    ]

The beat sees no tenant's data: it writes one event, or one per active center, and the topic's handler does the work in a
worker, with the outbox's leases, attempts and quarantine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery.schedules import crontab
from django.apps import apps

__all__ = ["Job", "crontab", "jobs", "timedelta"]


@dataclass(frozen=True, slots=True)
class Job:
    """One periodic job.

    `when`: a crontab in the portal's time zone (a run missed while the beat was down is made up for once), or an interval
    (the first run follows at once). `per_center`: one event per active center, in that center's name. An event that is
    still waiting from the last time is not put a second time.
    """

    name: str
    topic: str
    when: crontab | timedelta
    per_center: bool = False
    payload: Mapping[str, Any] = field(default_factory=dict)


@cache
def jobs() -> Mapping[str, Job]:
    """Collect every app's jobs by name; raise when two jobs share one."""
    found: dict[str, Job] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.schedule") is None:
            continue
        for job in import_module(f"{config.name}.schedule").JOBS:
            if job.name in found:
                raise ValueError(f"Two periodic jobs {job.name!r}.")
            found[job.name] = job
    return found
