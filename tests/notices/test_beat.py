"""Periodic jobs: written once, whoever dies or doubles; and the clean-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from portal.notices import cleanup, outbox, registry
from portal.notices.beat import Beat
from portal.notices.models import Delivery, Notice, OutboxEvent, ScheduledJob
from portal.schedule import Job, crontab, jobs
from portal.sql import interval
from portal.tenancy import scope as scopes
from tests import people

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.fixture(autouse=True)
def _registered() -> None:
    import tests.drill.app.tasks  # noqa: F401 - registers the topics `drill.*`


def job(when: Any, **options: Any) -> dict[str, Job]:
    return {"drill": Job("drill", topic="drill.note", when=when, **options)}


def written() -> list[OutboxEvent]:
    with scopes.enter(scopes.system()):
        return list(OutboxEvent.objects.filter(topic="drill.note").order_by("id"))


def done() -> None:
    with scopes.enter(scopes.system()):
        OutboxEvent.objects.update(state="done")


def test_an_interval_begins_at_once_and_keeps_its_pace() -> None:
    beat = Beat(job(timedelta(seconds=60)))
    with time_machine.travel(NOON, tick=False) as clock:
        assert beat.round() == ["drill"]
        assert beat.round() == []
        done()
        clock.shift(59)
        assert beat.round() == []
        clock.shift(2)
        assert beat.round() == ["drill"]
    assert len(written()) == 2


def test_a_time_of_day_is_kept_in_the_portals_zone_and_a_missed_one_made_up_for_once() -> None:
    daily = job(crontab(hour="3", minute="20"))
    with time_machine.travel(NOON, tick=False) as clock:
        beat = Beat(daily)
        assert beat.round() == [], "a new job waits for its hour"
        clock.shift(timedelta(hours=15, minutes=21))  # 03:21 on the next day
        assert beat.round() == ["drill"]
        done()
        clock.shift(timedelta(days=3))
        assert Beat(daily).round() == ["drill"], "the beat was down for three days"
        assert Beat(daily).round() == []
    assert len(written()) == 2


def test_two_beats_and_a_restart_write_once() -> None:
    every = job(timedelta(seconds=60))
    with time_machine.travel(NOON, tick=False):
        assert Beat(every).round() == ["drill"]
        assert Beat(every).round() == []


def test_a_beat_that_dies_midway_writes_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        people.make_center()
    every = job(timedelta(seconds=60), per_center=True)
    puts = outbox.put
    calls = []

    def put(*args: Any, **options: Any) -> Any:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return puts(*args, **options)

    monkeypatch.setattr(outbox, "put", put)
    with pytest.raises(KeyboardInterrupt):
        Beat(every).round()
    assert written() == []
    assert Beat(every).round() == ["drill"]
    assert len(written()) == 2


def test_one_event_for_each_active_center() -> None:
    here, there = people.make_center(), people.make_center()
    people.make_center(is_active=False)
    Beat(job(timedelta(seconds=60), per_center=True, payload={"mark": "x"})).round()
    assert {(row.center_id, row.payload["center_id"], row.payload["mark"]) for row in written()} == {
        (here.pk, here.pk, "x"), (there.pk, there.pk, "x"),
    }  # fmt: skip


def test_what_still_waits_is_not_written_again() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        beat = Beat(job(timedelta(seconds=60)))
        beat.round()
        clock.shift(300)
        assert beat.round() == ["drill"]
    assert len(written()) == 1


def test_every_job_has_a_handler() -> None:
    assert jobs()
    for each in jobs().values():
        registry.find(each.topic)
    with scopes.enter(scopes.system()):
        assert not ScheduledJob.objects.exists(), "looking at jobs runs none"


class TestCleanUp:
    def aged(self, days: int, state: str = "done", *, delivery: bool = False, **fields: Any) -> OutboxEvent:
        """An event as old as its id says."""
        now = timezone.now()
        with scopes.enter(scopes.system()):
            with connection.cursor() as cursor:
                cursor.execute("select uuidv7(%s)", [interval(timedelta(days=-days))])
                identity = cursor.fetchone()[0]
            event = OutboxEvent.objects.create(
                id=identity, topic="drill.note", state=state, available_at=now, created_at=now, **fields
            )
            if delivery:
                Delivery.objects.create(event=event, recipient="1", channel="email", state="sent")
        return event

    def test_only_what_is_done_and_old_enough_goes(self) -> None:
        kept = [
            self.aged(29), self.aged(40, "pending"), self.aged(40, "quarantined"), self.aged(183, delivery=True), self.aged(0),
        ]  # fmt: skip
        self.aged(31)
        self.aged(31, "discarded")
        self.aged(185, delivery=True)
        assert cleanup.clean_up()["events"] == 3
        assert {row.pk for row in written()} == {row.pk for row in kept}
        with scopes.enter(scopes.system()):
            assert Delivery.objects.count() == 1

    def test_many_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cleanup, "BATCH", 2)
        for _ in range(5):
            self.aged(50)
        assert cleanup.clean_up()["events"] == 5

    def test_a_read_notice_goes_with_the_logs_and_an_unread_one_stays(self) -> None:
        who = people.person("owner")
        event = self.aged(200)
        with scopes.enter(scopes.system()):
            for days, read in ((200, True), (200, False), (100, True)):
                with connection.cursor() as cursor:
                    cursor.execute("select uuidv7(%s)", [interval(timedelta(days=-days))])
                    identity = cursor.fetchone()[0]
                Notice.objects.create(
                    id=identity, user_id=who.pk, template="x", created_at=timezone.now(),
                    read_at=timezone.now() if read else None, event=event if not read else None,
                )  # fmt: skip
        assert cleanup.clean_up() == {"events": 1, "notices": 1, "returned": 0}
        with scopes.enter(scopes.system()):
            assert Notice.objects.filter(event__isnull=True).count() == 2
