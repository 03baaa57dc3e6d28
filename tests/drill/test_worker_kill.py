"""Workers are killed (-9) at work: 100 notices and ten kills, then real requests with their PDFs. None lost, none twice."""

from __future__ import annotations

import json
import random
import time
from collections import Counter

import pytest

from tests.drill import ledger
from tests.drill.conftest import Figures
from tests.drill.filing import submit_many
from tests.drill.house import House
from tests.drill.processes import wait_until

pytestmark = pytest.mark.drill
NOTICES, KILLS, SECONDS = 100, 10, 60.0
# A PDF takes seconds on a busy core, so this one has a patience of its own.
REQUESTS, REQUEST_KILLS, REQUEST_SECONDS = 24, 4, 180.0


def people(house: House, count: int) -> list[int]:
    """Make people who can be told something."""
    return [
        row[0]
        for row in house.sql(
            """insert into accounts_user (password, is_superuser, email, name, phone, language, is_active, date_joined, is_demo)
               select '', false, 'drill-' || n || '-' || gen_random_uuid() || '@example.com', '', '', 'zh-hans', true, now(), false
               from generate_series(1, %s) n returning id""",
            [count],
        )
    ]


def tell(house: House, user_id: int) -> str:
    payload = {
        "template": "notices/quarantined", "context": {"topic": str(user_id)}, "link": "/notices/settings/",
        "recipients": {"users": [user_id], "seat": ""}, "include_actor": True,
    }  # fmt: skip
    return house.put("notice", json.dumps(payload), queue="bell")


def test_worker_kill(house: House, figures: Figures) -> None:
    chance = random.Random(20261122)
    users = people(house, NOTICES)
    events: list[str] = []
    house.relay()
    worker = house.worker(concurrency=2)
    unfinished_at_kill = []
    for _round in range(KILLS):
        # so that each kill meets work in every stage: spread, queued, being mailed
        events += [tell(house, user_id) for user_id in users[len(events) : len(events) + NOTICES // KILLS]]
        time.sleep(chance.uniform(0.0, 0.5))
        unfinished_at_kill.append(house.unfinished())
        worker.kill()
        last_kill = time.monotonic()
        worker.start()
        worker.wait_for("ready.")
    house.wait_idle(SECONDS + 30)
    took = time.monotonic() - last_kill
    wait_until(lambda: house.sink.count() >= NOTICES, "every mail has arrived", 5)

    mails = house.sink.mails()
    copies = Counter(mail.message_id for mail in mails)
    reached = {mail.recipients for mail in mails}
    bells = house.count("select count(*) from notices_notice")
    doubled_bells = house.count(
        "select count(*) from (select 1 from notices_notice group by user_id having count(*) > 1) d"
    )
    states = dict(house.sql("select state, count(*)::int from notices_outboxevent group by 1"))
    figures(
        "worker kill",
        notices=NOTICES,
        kills=KILLS,
        work_open_at_each_kill=unfinished_at_kill,
        lost=NOTICES - len(reached),
        doubled_by_message_id=len(copies) - NOTICES,
        mails_on_the_line=len(mails),
        bells=bells,
        all_done_after_last_kill_s=round(took, 1),
    )
    assert len(reached) == NOTICES, "lost"
    assert len(copies) == NOTICES, "doubled: two deliveries for one notice"
    assert (bells, doubled_bells) == (NOTICES, 0)
    assert states == {"done": 2 * NOTICES}
    assert sum(count > 0 for count in unfinished_at_kill) >= KILLS // 2, "the kills met no work"
    assert took <= SECONDS


def test_worker_kill_at_real_requests(house: House, figures: Figures) -> None:
    """Kills meet documents half-rendered and mails half-sent; every request ends with one right PDF and its notices."""
    chance = random.Random(20261122)
    house.web()
    house.relay()
    worker = house.worker(concurrency=2)
    filed, met = [], []
    for number in range(REQUEST_KILLS):
        filed += submit_many(house.filing, REQUESTS // REQUEST_KILLS, 2, f"round-{number}")
        time.sleep(chance.uniform(0.5, 2.5))
        met += house.sql("select topic from notices_outboxevent where state = 'leased' and lease_until is not null")
        worker.kill()
        last_kill = time.monotonic()
        worker.start()
        worker.wait_for("ready.")
    house.wait_idle(REQUEST_SECONDS)
    took = time.monotonic() - last_kill
    books = ledger.read(house)
    work = ledger.work(house, books.sent.total())
    figures(
        "worker kill at real requests",
        requests=len(filed),
        kills=REQUEST_KILLS,
        killed_in_the_middle_of=dict(Counter(topic for (topic,) in met)),
        lost=len(books.lost(each.mark for each in filed)),
        twice=len(books.doubled),
        pdfs=work.pdfs,
        bells=work.bells,
        mails=work.mails,
        mails_lost=work.mails_lost,
        mails_twice=work.mails_twice,
        copies_on_the_line=work.copies,
        all_done_after_last_kill_s=round(took, 1),
    )
    assert met, "the kills met no work"
    assert books.sent == {each.mark: 1 for each in filed}
    assert books.half_written == []
    assert work.wrong == []
