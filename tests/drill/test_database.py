"""The database crashes three times under load: nothing half-written, errors end when it is back, everything gets done."""

from __future__ import annotations

import time

import pytest

from tests.drill.conftest import Figures
from tests.drill.house import House, Load, asked, worked, written
from tests.drill.processes import wait_until

pytestmark = pytest.mark.drill
RESTARTS, ERRORS_END_WITHIN, DONE_WITHIN = 3, 5.0, 90.0


def test_database_restart(house: House, figures: Figures) -> None:
    house.web()
    children = [house.relay(), house.worker(queues="bell,feed")]
    returned: list[float] = []
    with Load(house) as load:
        for _ in range(RESTARTS):
            before = len(load.answers)
            wait_until(lambda: len(load.answers) > before + 60, "the load runs")  # noqa: B023
            house.postgres.restart(immediate=True)
            returned.append(time.monotonic())
            time.sleep(ERRORS_END_WITHIN + 2)
    house.wait_idle(DONE_WITHIN)
    done = time.monotonic() - returned[-1]

    accepted = {answer.mark for answer in load.answers if answer.status == 200}
    failed = [answer for answer in load.answers if answer.status != 200]
    # the latest error after each return, before the next crash
    ends = []
    for number, back in enumerate(returned):
        following = returned[number + 1] if number + 1 < len(returned) else float("inf")
        late = [answer.at - back for answer in failed if back <= answer.at < following - ERRORS_END_WITHIN - 2]
        ends.append(max(late, default=0.0))
    facts, work, counts = written(house), asked(house), worked(house)
    figures(
        "database restart",
        restarts=RESTARTS,
        submits=len(load.answers),
        accepted=len(accepted),
        errors=len(failed),
        errors_by_status={status: sum(answer.status == status for answer in failed) for status in {a.status for a in failed}},
        errors_end_after_return_s=[round(seconds, 2) for seconds in ends],
        half_written=len(facts ^ work),
        accepted_but_lost=len(accepted - facts),
        not_done=len(facts - set(counts)),
        doubled=sum(count > 1 for count in counts.values()),
        all_done_after_last_return_s=round(done, 1),
    )
    assert failed, "the crashes met no request"
    assert facts == work, "half-written"
    assert accepted <= facts, "accepted and lost"
    assert counts == dict.fromkeys(facts, 1)
    assert max(ends) <= ERRORS_END_WITHIN
    for child in children:
        assert child.process is not None
        assert child.process.poll() is None, f"{child.name} ended"
