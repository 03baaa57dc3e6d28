"""Relay, worker and mail sink as real processes: the essentials of the drills (tests/drill), without their waiting.

Waiting times are cut by moving an event's clock back, never by other code.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import redis
from django.utils import timezone

from portal.audit.models import AuditEntry, AuditSeal
from portal.notices.models import Delivery, Notice
from portal.notices.notify import notify
from portal.notices.work import DIED
from portal.tenancy import scope as scopes
from tests import people
from tests.drill import processes
from tests.drill.processes import Child, Sink, wait_until
from tests.notices.conftest import change, event, put

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(minutes=5)


@dataclass
class Running:
    """The processes of this module; tests may end one if they start it again."""

    relay: Child
    worker: Child
    sink: Sink
    broker: redis.Redis


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("processes")
    broker = redis.Redis.from_url(os.environ["REDIS_URL"])
    with processes.mail_sink(folder) as sink:
        environ = {**sink.environ, "WORKER_SECONDS": "11"}  # soft limit: 1 s
        relay, worker = processes.relay(folder, environ), processes.worker(folder, environ)
        with relay, worker:
            relay.wait_for("The relay runs.")
            worker.wait_for("ready.")
            yield Running(relay, worker, sink, broker)
            assert relay.stop() == 0
            assert worker.stop() == 0
    broker.close()


def noted(mark: str) -> int:
    with scopes.enter(scopes.system()):
        return AuditEntry.objects.filter(verb="drill.noted", object_id=mark).count()


def wait_state(event_id: UUID, *states: str) -> None:
    wait_until(lambda: event(event_id).state in states, f"the event is {' or '.join(states)}")


def wait_attempt(event_id: UUID, attempt: int, state: str) -> None:
    def there() -> bool:
        row = event(event_id)
        return row.attempts == attempt and row.state == state

    wait_until(there, f"the event is {state} after attempt {attempt} began")


def wait_healthy(mark: str) -> None:
    """Require that ordinary work still gets done, once."""
    healthy = put("drill.note", {"mark": mark})
    wait_state(healthy, "done")
    assert noted(mark) == 1


def hurry(event_id: UUID) -> None:
    """Let the event's pause or lease be over."""
    then = timezone.now() - LONG_AGO
    row = event(event_id)
    change(event_id, available_at=then, **({"lease_until": then} if row.lease_until else {}))


def test_work_is_done_once_and_the_trail_is_sealed(running: Running) -> None:
    ids = [put("drill.note", {"mark": f"mark-{n}"}) for n in range(20)]
    for event_id in ids:
        wait_state(event_id, "done")
    assert [noted(f"mark-{n}") for n in range(20)] == [1] * 20
    assert {event(event_id).attempts for event_id in ids} == {1}

    def sealed() -> bool:
        with scopes.enter(scopes.system()):
            return AuditSeal.objects.count() == AuditEntry.objects.count() >= 20

    wait_until(sealed, "the relay's sealer has chained every entry")


def test_a_second_message_for_done_work_changes_nothing(running: Running) -> None:
    done = put("drill.note", {"mark": "twice"})
    wait_state(done, "done")
    put_message(running.broker, "feed", [str(done)])
    put_message(running.broker, "feed", [str(done)])
    wait_healthy("after-the-copies")
    assert noted("twice") == 1


def put_message(broker: redis.Redis, queue: str, args: list[object], **changes: object) -> None:
    """Put a message into a queue as Celery writes it, with some parts changed."""
    from base64 import b64encode

    body = b64encode(json.dumps([args, {}, {}]).encode()).decode()
    headers = {
        "lang": "py", "task": "portal.notices.tasks.run_event", "id": "b6a7", "root_id": "b6a7", "parent_id": None,
        "argsrepr": "", "kwargsrepr": "", "zhinan_scope": {"role": "scope_system"},
    }  # fmt: skip
    message: dict[str, object] = {
        "body": body,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": headers,
        "properties": {
            "correlation_id": "b6a7", "delivery_mode": 2, "delivery_info": {"exchange": "", "routing_key": queue},
            "priority": 0, "body_encoding": "base64", "delivery_tag": "b6a7",
        },
    }  # fmt: skip
    broker.lpush(queue, json.dumps(message | changes))


def test_rubbish_in_a_queue_stops_nobody(running: Running) -> None:
    assert running.worker.process is not None
    before = running.worker.process.pid
    for rubbish in (b"", b"\xff\xfe", b"nonsense", b"[1, 2]", b"{}", b'{"properties": {}, "headers": {}}', b"null"):
        running.broker.lpush("feed", rubbish)
    put_message(running.broker, "feed", ["no uuid"])
    put_message(running.broker, "feed", [])
    put_message(running.broker, "feed", [{"a": 1}])
    put_message(running.broker, "feed", ["00000000-0000-7000-8000-000000000000"])
    put_message(running.broker, "feed", [], body="!!! no base64 !!!")
    put_message(running.broker, "feed", [], **{"content-type": "application/x-python-serialize"})
    put_message(running.broker, "feed", [], headers={"task": "no.such.task", "id": "x"})
    put_message(running.broker, "feed", [], headers={})
    put_message(running.broker, "feed", [], body="bm90IGpzb24=")
    wait_healthy("beside-rubbish")
    assert running.worker.process.poll() is None
    assert running.worker.process.pid == before
    assert running.broker.llen("feed") == 0


def test_an_exception_rolls_back_is_tried_three_times_and_tells_no_secret(running: Running) -> None:
    poison = put("drill.exception", {"mark": "poisoned"})
    for attempt in (1, 2):
        wait_attempt(poison, attempt, "pending")
        hurry(poison)
        notify_relay()
    wait_state(poison, "quarantined")
    row = event(poison)
    assert row.attempts == 3
    assert row.last_error.startswith("ValueError at ")
    assert "tests/drill/app/tasks.py" in row.last_error
    assert "hunter2" not in row.last_error + running.worker.words()
    assert noted("poisoned") == 0


def notify_relay() -> None:
    """Wake the relay with a healthy event."""
    put("drill.note", {"mark": "bell"})


def test_a_worker_that_kills_itself_is_stopped_after_three_attempts(running: Running) -> None:
    poison = put("drill.suicide")
    for attempt in (1, 2, 3):
        wait_attempt(poison, attempt, "leased")
        hurry(poison)
        notify_relay()
    wait_state(poison, "quarantined")
    assert event(poison).last_error == DIED
    wait_healthy("beside-suicide")


@pytest.mark.parametrize(("topic", "error"), [("drill.memory", "MemoryError"), ("drill.loop", "SoftTimeLimitExceeded")])
def test_limits_end_an_attempt_in_good_order(running: Running, topic: str, error: str) -> None:
    poison = put(topic)
    wait_attempt(poison, 1, "pending")
    assert event(poison).last_error.startswith(error)
    change(poison, state="discarded")
    wait_healthy(f"beside-{topic}")


def test_a_killed_workers_work_is_offered_again(running: Running) -> None:
    running.worker.kill()
    waiting = put("drill.note", {"mark": "orphan"})
    wait_until(lambda: running.broker.llen("feed") == 1, "the message waits")
    # as a worker that died with the work in its hands leaves it, and a broker that forgot it too
    running.broker.flushdb()
    change(waiting, attempts=1, lease_until=timezone.now() - LONG_AGO, available_at=timezone.now() - LONG_AGO)
    running.worker.start()
    notify_relay()
    wait_state(waiting, "done")
    assert noted("orphan") == 1
    assert event(waiting).attempts == 2


def test_a_notice_reaches_bell_and_mailbox_once(running: Running) -> None:
    admin = people.person("sysadmin")
    assert admin.user is not None
    with scopes.enter(scopes.system()):
        notify(
            "notices/quarantined",
            context={"topic": "paper"},
            link="/notices/quarantine/",
            users=[admin.pk],
            seat=admin.seat_key,
        )
    wait_until(lambda: running.sink.count() >= 1, "the mail arrives")
    with scopes.enter(scopes.system()):
        notice = Notice.objects.get(user=admin.user)
        mailed = Delivery.objects.get(recipient=str(admin.pk), channel="email")
    [mail] = [mail for mail in running.sink.mails() if admin.user.email in mail.recipients]
    assert mail.subject == "有工作停下：paper"
    assert mail.message_id == f"<{mailed.id}@zhinan.example>"
    assert f"/notices/{notice.id}/open/" in mail.text
    assert f"/notices/{notice.id}/open/" in mail.html
    wait_until(lambda: delivery(mailed.id).state == "sent", "the delivery is marked")
    assert delivery(mailed.id).provider_ref == mail.message_id


def delivery(delivery_id: UUID) -> Delivery:
    with scopes.enter(scopes.system()):
        return Delivery.objects.get(pk=delivery_id)
