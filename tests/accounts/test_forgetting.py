"""What accounts forget by the clock, and what they keep."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.db import connection
from django.utils import timezone

from portal.accounts import limits
from portal.accounts.models import LoginFailure, Session
from portal.accounts.schedule import JOBS
from portal.notices.registry import Work, find
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7


def run() -> None:
    """Do the work of the periodic job as a worker does it."""
    (job,) = JOBS
    assert job.when <= timedelta(hours=1)  # type: ignore[operator]
    with scopes.enter(scopes.system()):
        find(job.topic).run(Work(uuid7(), job.topic, {}, None, None, 1, timezone.now()))


def test_counters_of_attempts_go_when_no_limit_needs_them(db: None) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=25), tick=False):
        limits.take("old", "source", limits.CLAIM)
    with time_machine.travel(timezone.now() - timedelta(hours=23), tick=False):
        for _attempt in range(limits.CLAIM.attempts):
            assert limits.take("day", "source", limits.CLAIM) == 0
    limits.take("new", "source", limits.PASSWORD)
    run()
    assert set(LoginFailure.objects.values_list("account_hash", flat=True)) == {"day", "new"}
    # whoever was at the limit still is
    assert limits.take("day", "source", limits.CLAIM) > 0


def test_sessions_that_ran_out_go(db: None) -> None:
    now = timezone.now()
    for key, end in (("over", now - timedelta(minutes=1)), ("open", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    run()
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute("select session_key from accounts_session")
        assert cursor.fetchall() == [("open",)]
