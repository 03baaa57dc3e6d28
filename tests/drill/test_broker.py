"""The broker is gone, hangs, or forgets everything, while people go on filing."""

from __future__ import annotations

import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable

import psutil
import pytest
import redis

from tests.drill import ledger
from tests.drill.conftest import Figures
from tests.drill.filing import Submission, p95, submit_many
from tests.drill.house import House
from tests.drill.processes import Child, wait_until

pytestmark = pytest.mark.drill
SUBMITS, CLIENTS = 200, 4
# Seconds, as promised: for a sending during the outage, and until work goes on after it.
SLOWEST_P95, CONSUMING_WITHIN = 1.0, 30.0
BEFORE = 40
# Two hundred PDFs on one core; no promise, only the test's patience.
DONE_WITHIN = 600.0
# Long enough for a worker's own patience with a dead line to show.
OUTAGE_SECONDS = 20.0
ALL, BUT_PDFS = "bell,feed,paper", "bell,feed"

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
    # Two hundred PDFs take minutes of two cores; that they are made is shown once.
    pdfs = name == "gone"
    children, before = open_for_work(house, pdfs=pdfs)
    began = time.monotonic()
    begin(house)
    try:
        filed = submit_many(house.filing, SUBMITS, CLIENTS, "during")
        time.sleep(max(0.0, OUTAGE_SECONDS - (time.monotonic() - began)))
        done_during = done(house)
    finally:
        end(house)
    back = time.monotonic()
    wait_until(lambda: done(house) > done_during, "a worker consumes again", CONSUMING_WITHIN + 30, every=0.2)
    consuming = time.monotonic() - back
    house.wait_idle(DONE_WITHIN, ALL if pdfs else BUT_PDFS)
    report(house, figures, f"broker {name}", before, filed, consuming, time.monotonic() - back, children, pdfs=pdfs)


def test_broker_wiped(house: House, figures: Figures) -> None:
    """Everything that waits in the broker is wiped while it runs; the leases bring it back."""
    children, before = open_for_work(house, pdfs=False)
    workers = [process for child in children[2:] for process in family(child)]
    for process in workers:
        process.send_signal(signal.SIGSTOP)
    try:
        filed = submit_many(house.filing, SUBMITS, CLIENTS, "during")
        client = redis.Redis.from_url(house.valkey.url(0))
        wait_until(lambda: client.llen("bell") > 50, "messages wait in the broker")
        wiped = client.llen("bell") + client.llen("paper")
        client.flushall()
        client.close()
    finally:
        for process in workers:
            process.send_signal(signal.SIGCONT)
    back, done_before = time.monotonic(), done(house)
    filed.append(house.filing.submit("after"))
    wait_until(lambda: done(house) > done_before, "a worker consumes again", CONSUMING_WITHIN + 30, every=0.2)
    consuming = time.monotonic() - back
    house.wait_idle(DONE_WITHIN, BUT_PDFS)
    taken = time.monotonic() - back
    report(house, figures, "broker wiped", before, filed, consuming, taken, children, pdfs=False, messages_wiped=wiped)


def open_for_work(house: House, *, pdfs: bool) -> tuple[list[Child], list[Submission]]:
    """Start web server, relay and workers, and see some requests through."""
    children = [house.web(), house.relay(), house.worker(queues="bell,feed")]
    if pdfs:
        children.append(house.worker(queues="paper"))
    before = submit_many(house.filing, BEFORE, CLIENTS, "before")
    house.wait_idle(DONE_WITHIN, ALL if pdfs else BUT_PDFS)
    return children, before


def sendings(filed: list[Submission]) -> list[float]:
    """Give the seconds of each sending, without the draft before it."""
    return [attempt.seconds for each in filed for attempt in each.attempts if attempt.step == "send"]


def done(house: House) -> int:
    """Count the work that was done."""
    return house.count("select count(*) from notices_outboxevent where state = 'done'")


def family(child: Child) -> list[psutil.Process]:
    """The process and its children, to be stopped and continued."""
    assert child.process is not None
    return [psutil.Process(child.process.pid), *child.children()]


def report(
    house: House,
    figures: Figures,
    name: str,
    before: list[Submission],
    filed: list[Submission],
    consuming: float,
    all_done: float,
    children: list[Child],
    *,
    pdfs: bool,
    **more: object,
) -> None:
    """Print and judge one outage."""
    broken = Counter(str(attempt.status) for each in filed for attempt in each.errors)
    usual, slow = p95(sendings(before)), p95(sendings(filed))
    wanted = [each.mark for each in [*before, *filed]]
    books = ledger.read(house)
    work = ledger.work(house, books.sent.total(), pdfs=pdfs)
    figures(
        name,
        submits=len(filed),
        errors=dict(broken),
        p95_s=round(slow, 3),
        p95_before_s=round(usual, 3),
        lost=len(books.lost(wanted)),
        twice=len(books.doubled),
        half_written=len(books.half_written),
        pdfs=work.pdfs,
        bells=work.bells,
        mails=work.mails,
        mails_twice=work.mails_twice,
        work_not_done=work.not_done,
        consuming_again_s=round(consuming, 1),
        all_done_s=round(all_done, 1),
        **more,
    )
    assert broken == {}
    assert slow <= SLOWEST_P95
    assert books.sent == dict.fromkeys(wanted, 1)
    assert (books.half_written, books.numbers_wrong) == ([], 0)
    assert work.wrong == []
    assert consuming <= CONSUMING_WITHIN
    for child in children:
        assert child.process is not None
        assert child.process.poll() is None, f"{child.name} was restarted or ended"
