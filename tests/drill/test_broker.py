"""The broker is gone, hangs, or forgets everything, while people go on submitting."""

from __future__ import annotations

import shutil
import signal
import time
from collections.abc import Callable

import pytest
import redis

from tests.drill.conftest import Figures
from tests.drill.house import House, p95, submit, submit_many, worked, written
from tests.drill.processes import Child, wait_until

pytestmark = pytest.mark.drill
SUBMITS, CLIENTS = 200, 4
SLOWEST_P95, CONSUMING_WITHIN, DONE_WITHIN = 1.0, 30.0, 90.0
# Long enough for a worker's own patience with a dead line to show.
OUTAGE_SECONDS = 20.0

Act = Callable[[House], None]


def stop(house: House) -> None:
    house.valkey.stop(immediate=True)


def start(house: House) -> None:
    house.valkey.start()


def start_empty(house: House) -> None:
    shutil.rmtree(house.valkey.folder)
    house.valkey.start()


def freeze(house: House) -> None:
    house.valkey.freeze()


def thaw(house: House) -> None:
    house.valkey.thaw()


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [("gone", stop, start), ("hung", freeze, thaw), ("gone and come back empty", stop, start_empty)],
)
def test_broker_outage(house: House, figures: Figures, name: str, begin: Act, end: Act) -> None:
    house.web()
    relay, worker = house.relay(), house.worker(queues="bell,feed")
    assert submit(house, "before").status == 200
    wait_until(lambda: worked(house) == {"before": 1}, "work flows before the outage")

    began = time.monotonic()
    begin(house)
    try:
        answers = submit_many(house, SUBMITS, CLIENTS, "during")
        time.sleep(max(0.0, OUTAGE_SECONDS - (time.monotonic() - began)))
        done_during = len(worked(house)) - 1
    finally:
        end(house)
    back = time.monotonic()
    wait_until(lambda: len(worked(house)) > 1 + done_during, "a worker consumes again", CONSUMING_WITHIN + 30, every=0.2)
    consuming = time.monotonic() - back
    house.wait_idle(DONE_WITHIN + 30)
    report(house, figures, f"broker {name}", answers, consuming, time.monotonic() - back, relay, worker)


def test_broker_wiped(house: House, figures: Figures) -> None:
    """Everything that waits in the broker is wiped while it runs; the leases bring it back."""
    house.web()
    relay, worker = house.relay(), house.worker(queues="bell,feed")
    assert submit(house, "before").status == 200
    wait_until(lambda: worked(house) == {"before": 1}, "work flows before the wipe")
    for process in [worker_process(worker), *worker.children()]:
        process.send_signal(signal.SIGSTOP)
    try:
        answers = submit_many(house, SUBMITS, CLIENTS, "during")
        client = redis.Redis.from_url(house.valkey.url(0))
        wait_until(lambda: client.llen("feed") > 50, "messages wait in the broker")
        wiped = client.llen("feed")
        client.flushall()
        client.close()
    finally:
        for process in [worker_process(worker), *worker.children()]:
            process.send_signal(signal.SIGCONT)
    back = time.monotonic()
    later = submit(house, "after")
    wait_until(lambda: "after" in worked(house), "a worker consumes again", CONSUMING_WITHIN + 30, every=0.2)
    consuming = time.monotonic() - back
    house.wait_idle(DONE_WITHIN + 30)
    report(house, figures, "broker wiped", [*answers, later], consuming, time.monotonic() - back, relay, worker, wiped=wiped)


def worker_process(worker: Child) -> object:
    """The worker's own process, to be stopped and continued."""
    assert worker.process is not None
    return worker.process


def report(
    house: House,
    figures: Figures,
    name: str,
    answers: list,  # type: ignore[type-arg]
    consuming: float,
    done: float,
    relay: Child,
    worker: Child,
    **more: object,
) -> None:
    """Print and judge one outage."""
    broken = [answer.status for answer in answers if answer.status != 200]
    slow = p95([answer.seconds for answer in answers])
    wanted = {"before", *(answer.mark for answer in answers)}
    counts = worked(house)
    figures(
        name,
        submits=len(answers),
        not_200=len(broken),
        p95_s=round(slow, 3),
        lost=len(wanted - set(counts)),
        doubled=sum(count > 1 for count in counts.values()),
        consuming_again_s=round(consuming, 1),
        all_done_s=round(done, 1),
        **more,
    )
    assert broken == []
    assert slow <= SLOWEST_P95
    assert written(house) == wanted
    assert counts == dict.fromkeys(wanted, 1)
    assert consuming <= CONSUMING_WITHIN
    assert done <= DONE_WITHIN
    for child in (relay, worker):
        assert child.process is not None
        assert child.process.poll() is None, f"{child.name} was restarted or ended"
