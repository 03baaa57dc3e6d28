"""What goes into the outbox, under whose eyes, and who takes it out."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, connections
from django.utils import timezone

from portal.accounts.models import User
from portal.notices import outbox, registry, relay, work
from portal.notices.broker import BrokerAway
from portal.notices.models import OutboxEvent
from portal.sql import interval
from portal.tenancy import scope as scopes
from tests import people
from tests.notices.conftest import change, event, put


def events() -> list[OutboxEvent]:
    with scopes.enter(scopes.system()):
        return list(OutboxEvent.objects.order_by("id"))


def seen_by(who: people.Person) -> int:
    """Count the events a person's scope shows; no SELECT at all is as good as no rows."""
    try:
        with scopes.enter(who.scope()):
            return OutboxEvent.objects.count()
    except ProgrammingError as error:
        return 0 if "permission denied" in str(error) else -1


def put_and_fail() -> None:
    """Put an event into a transaction that does not end well."""
    with scopes.enter(scopes.system()):
        outbox.put("drill.note", {"mark": "x"})
        raise ZeroDivisionError


@pytest.mark.django_db
class TestPut:
    def test_every_persona_may_put_and_none_may_look(self) -> None:
        for who in people.everyone().values():
            with scopes.enter(who.scope()):
                outbox.put("notice", {"mark": who.persona})
            if who.persona == "sysadmin":
                continue
            assert seen_by(who) == 0, who.persona
        assert [row.payload["mark"] for row in events()] == list(people.PERSONAS)

    def test_the_scope_is_remembered(self) -> None:
        handler = people.person("handler")
        assert handler.center is not None
        with scopes.enter(handler.scope()):
            outbox.put("notice", {"mark": "x"})
        [row] = events()
        assert (row.center_id, row.actor_id, row.queue) == (handler.center.pk, handler.pk, "bell")

    def test_what_rolls_back_was_never_put(self) -> None:
        with pytest.raises(ZeroDivisionError):
            put_and_fail()
        assert events() == []

    def test_a_topic_without_handler_is_refused(self) -> None:
        with pytest.raises(registry.UnknownTopic), scopes.enter(scopes.system()):
            outbox.put("no.such.topic", {})
        assert events() == []


@pytest.mark.django_db(transaction=True)
class TestClaim:
    def test_oldest_first_and_only_what_is_due(self) -> None:
        later = put("drill.note", {"mark": "later"}, available_at=timezone.now() + timedelta(hours=1))
        first = put("drill.note", {"mark": "1"}, available_at=timezone.now() - timedelta(minutes=2))
        second = put("drill.note", {"mark": "2"}, available_at=timezone.now() - timedelta(minutes=1))
        bell = put("notice", {})
        assert relay.claim("feed", 10) == [first, second]
        assert relay.claim("feed", 10) == []
        assert relay.claim("bell", 10) == [bell]
        assert event(later).state == "pending"
        assert event(first).lease_until is None, "no worker has it yet"
        assert timedelta(seconds=25) < event(first).available_at - timezone.now() <= work.LEASE

    def test_two_relays_share_without_waiting(self) -> None:
        ids = {put("drill.note", {"mark": str(n)}) for n in range(4)}
        taken: list[UUID] = []

        def other() -> None:
            taken.extend(relay.claim("feed", 10))
            connections.close_all()

        with scopes.enter(scopes.system()):
            mine = relay.claim("feed", 2)
            thread = threading.Thread(target=other)
            thread.start()
            thread.join(10)
            assert not thread.is_alive(), "the second relay waited for the first one's rows"
        assert len(mine) == len(taken) == 2
        assert {*mine, *taken} == ids

    def test_a_message_the_broker_lost_is_offered_again_and_counts_no_attempt(self) -> None:
        lost = put("drill.note", {"mark": "lost"})
        for _ in range(5):
            assert relay.claim("feed", 10) == [lost]
            assert relay.claim("feed", 10) == []
            change(lost, available_at=timezone.now() - timedelta(seconds=1))
        assert event(lost).attempts == 0

    def test_a_worker_that_died_three_times_means_quarantine(self) -> None:
        poison = put("drill.note", {"mark": "x"})
        for attempt in (1, 2, 3):
            assert relay.claim("feed", 10) == [poison]
            started = work.start(poison)
            assert started is not None
            assert started.attempt == attempt
            change(
                poison,
                available_at=timezone.now() - timedelta(seconds=1),
                lease_until=timezone.now() - timedelta(seconds=1),
            )
        assert relay.claim("feed", 10) == []
        assert (event(poison).state, event(poison).last_error) == ("quarantined", work.DIED)

    def test_the_index_of_due_work_serves_the_claim(self) -> None:
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")
            cursor.execute(
                "explain " + relay._CLAIM,
                {"queue": "feed", "limit": 10, "most": 3, "died": "", "lease": interval(work.LEASE)},
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())
        # How the few claimed rows are joined afterwards is the planner's business.
        claimed = plan[plan.index("CTE due") : plan.index("outbox_due") + len("outbox_due")]
        assert "Index Scan using outbox_due" in claimed
        assert "Sort" not in claimed


class Sender:
    """A broker's stand-in at the relay's own seam: how much fits and after how many messages it fails."""

    def __init__(self, waiting: int = 0, fails_after: int | None = None) -> None:
        self.count, self.fails_after = waiting, fails_after
        self.sent: list[UUID] = []

    def waiting(self, queues: Any) -> dict[str, int]:
        if self.fails_after == -1:
            raise BrokerAway
        return dict.fromkeys(queues, self.count)

    def send(self, task_name: str, queue: str, ids: list[UUID]) -> None:
        for number, event_id in enumerate(ids):
            if number == self.fails_after:
                raise BrokerAway(number)
            self.sent.append(event_id)


@pytest.mark.django_db(transaction=True)
class TestRelay:
    def test_a_broker_that_fails_midway_gets_the_rest_later(self) -> None:
        ids = [put("drill.note", {"mark": str(n)}) for n in range(5)]
        sender = Sender(fails_after=2)
        with pytest.raises(BrokerAway):
            relay.Relay(sender).round()  # type: ignore[arg-type]
        assert sender.sent == ids[:2]
        assert [event(one).state for one in ids] == ["leased", "leased", "pending", "pending", "pending"]
        sender = Sender()
        assert relay.Relay(sender).round() == 3  # type: ignore[arg-type]
        assert set(sender.sent) == set(ids[2:])

    def test_what_a_worker_already_started_is_not_given_back(self) -> None:
        one = put("drill.note", {"mark": "x"})
        relay.claim("feed", 10)
        assert work.start(one) is not None
        relay.give_back([one])
        assert event(one).state == "leased"

    def test_a_broker_that_is_away_is_asked_before_anything_is_claimed(self) -> None:
        one = put("drill.note", {"mark": "x"})
        with pytest.raises(BrokerAway):
            relay.Relay(Sender(fails_after=-1)).round()  # type: ignore[arg-type]
        assert event(one).state == "pending"

    def test_a_full_queue_gets_nothing_more(self) -> None:
        put("drill.note", {"mark": "x"})
        sender = Sender(waiting=relay.ROOM["feed"])
        assert relay.Relay(sender).round() == 0  # type: ignore[arg-type]
        sender = Sender(waiting=relay.ROOM["feed"] - 1)
        put("drill.note", {"mark": "y"})
        assert relay.Relay(sender).round() == 1  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
class TestWork:
    def begun(self, topic: str = "drill.note", payload: dict[str, Any] | None = None) -> registry.Work:
        event_id = put(topic, payload or {"mark": "x"})
        relay.claim("feed", 100)
        relay.claim("bell", 100)
        started = work.start(event_id)
        assert started is not None
        return started

    def test_only_one_worker_starts_it(self) -> None:
        started = self.begun()
        assert work.start(started.id) is None

    def test_pending_or_unknown_work_is_not_started(self) -> None:
        assert work.start(put("drill.note", {"mark": "x"})) is None
        assert work.start(UUID("00000000-0000-7000-8000-000000000000")) is None

    def test_a_late_worker_cannot_finish_what_another_took_over(self) -> None:
        first = self.begun()
        change(
            first.id,
            lease_until=timezone.now() - timedelta(seconds=1),
            available_at=timezone.now() - timedelta(seconds=1),
        )
        assert relay.claim("feed", 10) == [first.id]
        second = work.start(first.id)
        assert second is not None

        def finish_late() -> None:
            with scopes.enter(scopes.system()):
                outbox.put("drill.note", {"mark": "effect"})
                work.finish(first)

        with pytest.raises(work.LeaseLost):
            finish_late()
        assert len(events()) == 1, "the late worker's effects roll back"
        work.fail(first, ValueError())
        assert event(first.id).state == "leased", "nor can it give back what is not its own"
        with scopes.enter(scopes.system()):
            work.finish(second)
        assert event(first.id).state == "done"

    def test_finishing_and_effects_are_one(self) -> None:
        started = self.begun()

        def finish_and_fail() -> None:
            with scopes.enter(scopes.system()):
                work.finish(started)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            finish_and_fail()
        assert event(started.id).state == "leased"

    def test_failures_wait_ever_longer_and_the_third_ends_in_quarantine(self) -> None:
        started = self.begun()
        for attempt, seconds in ((1, 5), (2, 30)):
            work.fail(started, ValueError("secret"))
            row = event(started.id)
            assert (row.state, row.attempts) == ("pending", attempt)
            assert abs((row.available_at - timezone.now()).total_seconds() - seconds) < 2
            change(started.id, available_at=timezone.now() - timedelta(seconds=1))
            relay.claim("feed", 10)
            again = work.start(started.id)
            assert again is not None
            started = again
        work.fail(started, ValueError("secret"))
        assert (event(started.id).state, event(started.id).attempts) == ("quarantined", 3)
        assert "secret" not in event(started.id).last_error

    def test_a_fault_outside_counts_no_attempt_until_patience_ends(self) -> None:
        started = self.begun()
        work.fail(started, registry.Later("the mail server does not answer"))
        row = event(started.id)
        assert (row.state, row.attempts) == ("pending", 0)
        assert row.last_error == "Later: the mail server does not answer"
        change(
            started.id,
            created_at=timezone.now() - timedelta(hours=2),
            available_at=timezone.now() - timedelta(seconds=1),
        )
        relay.claim("feed", 10)
        started = work.start(started.id)  # type: ignore[assignment]
        work.fail(started, registry.Later("still"))
        pause = event(started.id).available_at - timezone.now()
        assert timedelta(minutes=14) < pause <= work.LONGEST_PAUSE
        change(
            started.id,
            created_at=timezone.now() - timedelta(hours=25),
            available_at=timezone.now() - timedelta(seconds=1),
        )
        relay.claim("feed", 10)
        started = work.start(started.id)  # type: ignore[assignment]
        work.fail(started, registry.Later("still"))
        assert event(started.id).state == "quarantined"

    def test_hopeless_work_is_not_tried_again(self) -> None:
        started = self.begun()
        work.fail(started, registry.Hopeless("the template is gone"))
        assert (event(started.id).state, event(started.id).attempts) == ("quarantined", 1)

    def test_an_error_is_described_by_kind_code_and_place_only(self) -> None:
        user = people.make_user()

        def write_twice() -> None:
            with scopes.enter(scopes.system()):
                User.objects.create(email=user.email)

        with pytest.raises(IntegrityError, match="user_email_once") as caught:
            write_twice()
        described = work.describe(caught.value)
        assert described.startswith("IntegrityError (23505) at ")
        assert user.email not in described
        assert "user_email_once" not in described

    def test_the_lease_is_kept_while_long_work_runs(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(work, "RENEW_SECONDS", 0.05)
        started = self.begun()
        change(started.id, lease_until=timezone.now() + timedelta(seconds=1))
        lost = threading.Event()
        with work.lease(started) as held:
            before = event(started.id).lease_until
            assert before is not None
            for _ in range(200):
                now = event(started.id).lease_until
                assert now is not None
                if now > before + timedelta(seconds=10):
                    break
                lost.wait(0.02)
            else:
                raise AssertionError("the lease was not renewed")
            assert not held.lost()
            change(started.id, attempts=2)
            for _ in range(200):
                if held.lost():
                    break
                lost.wait(0.02)
            assert held.lost(), "a worker must learn that its work was taken over"

    def test_a_broken_line_to_the_database_counts_no_attempt(self) -> None:
        started = self.begun()
        work.fail(started, OperationalError("server closed the connection unexpectedly"))
        assert (event(started.id).state, event(started.id).attempts) == ("pending", 0)
