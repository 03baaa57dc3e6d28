"""The database crashes three times while people file: nothing half-written, nothing lost, nothing twice, errors end.

Whoever gets an error presses again. So a sending whose commit was done but whose answer was lost in the crash is
repeated too, and must not become a second case.
"""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tests.drill import ledger
from tests.drill.conftest import Figures
from tests.drill.filing import Load, p95
from tests.drill.house import House
from tests.drill.processes import wait_until

pytestmark = pytest.mark.drill
RESTARTS, ERRORS_END_WITHIN, DONE_WITHIN = 3, 5.0, 400.0
# So many requests are filed before each crash.
BETWEEN = 8


def test_database_restart(house: House, figures: Figures) -> None:
    children = [
        house.web(),
        house.relay(),
        house.worker(queues="bell,feed"),
        house.worker(queues="paper"),
    ]
    crashed: list[float] = []
    returned: list[float] = []
    with Load(house.filing, clients=4) as load:
        for _ in range(RESTARTS):
            before = len(load.filed)
            wait_until(lambda: len(load.filed) > before + BETWEEN, "the load runs")  # noqa: B023
            crashed.append(time.monotonic())
            house.postgres.restart(immediate=True)
            returned.append(time.monotonic())
            time.sleep(ERRORS_END_WITHIN + 2)
    house.wait_idle(DONE_WITHIN)
    done = time.monotonic() - returned[-1]

    accepted = [filed.mark for filed in load.filed if filed.accepted]
    errors = [attempt for filed in load.filed for attempt in filed.errors]
    # the latest error after each return, before the next crash
    ends = []
    for number, back in enumerate(returned):
        following = crashed[number + 1] if number + 1 < len(crashed) else float("inf")
        ends.append(max((attempt.at - back for attempt in errors if back <= attempt.at < following), default=0.0))
    books = ledger.read(house)
    work = ledger.work(house, books.sent.total())
    figures(
        "database restart",
        restarts=RESTARTS,
        down_s=[round(back - down, 1) for down, back in zip(crashed, returned, strict=True)],
        requests_filed=len(load.filed),
        accepted=len(accepted),
        errors_met=len(errors),
        by_status=dict(Counter(str(attempt.status) for attempt in errors)),
        errors_end_after_return_s=[round(seconds, 2) for seconds in ends],
        half_written=len(books.half_written),
        lost=len(books.lost(accepted)),
        twice=len(books.doubled),
        number_gaps=books.numbers_wrong,
        pdfs=work.pdfs,
        bells=work.bells,
        mails=work.mails,
        work_not_done=work.not_done,
        p95_s=round(p95([attempt.seconds for filed in load.filed for attempt in filed.attempts]), 2),
        all_done_after_last_return_s=round(done, 1),
    )
    assert errors, "the crashes met no request"
    assert {attempt.status for attempt in errors} == {503}, "an error that does not say what happened"
    assert all(attempt.retry_after for attempt in errors)
    assert books.half_written == []
    assert len(accepted) == len(load.filed)
    assert books.sent == dict.fromkeys(accepted, 1)
    assert books.numbers_wrong == 0
    assert max(ends) <= ERRORS_END_WITHIN
    assert work.wrong == []
    assert ledger.trail_holds(house)
    for child in children:
        assert child.process is not None
        assert child.process.poll() is None, f"{child.name} ended"
