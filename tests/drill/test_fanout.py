"""Workers are killed (-9) while an alert goes to a crowd: while it is spread, while it is mailed. None lost, none twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.drill.conftest import Figures
from tests.drill.house import House
from tests.drill.processes import Child, wait_until

pytestmark = pytest.mark.drill
PEOPLE, KILLS, SECONDS = 1000, 8, 240.0


_AT_WORK = "select topic from notices_outboxevent where state = 'leased' and lease_until > clock_timestamp()"


def _strike(house: House, worker: Child) -> list[str]:
    """Kill the worker with its children, say what it was at, and start it again."""
    met = [topic for (topic,) in house.sql(_AT_WORK)]
    worker.kill()
    worker.start()
    worker.wait_for("ready.")
    return met


def test_fanout_kill(house: House, figures: Figures) -> None:
    chance = random.Random(20261123)
    house.sql("truncate subscriptions_subscriber, subscriptions_dispatch, publishing_item cascade")
    house.relay()
    worker = house.worker(concurrency=2)
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(house.run, "-m", "tests.drill.crowd", str(PEOPLE))
        # The first blow falls while the alert is spread, the others while it is mailed.
        wait_until(
            lambda: house.sql(_AT_WORK + " and topic = 'subscriptions.spread'"), "the alert is spread", every=0.005
        )
        met = _strike(house, worker)
    assert making.result().returncode == 0, making.result().stderr
    for _number in range(KILLS - 1):
        wait_until(lambda: house.sql(_AT_WORK + " and topic = 'notice.deliver'"), "mails go out")
        time.sleep(chance.uniform(0.0, 1.0))
        met += _strike(house, worker)
    last_kill = time.monotonic()
    house.wait_idle(SECONDS)
    took = time.monotonic() - last_kill
    wait_until(lambda: house.sink.count() >= PEOPLE, "every mail has arrived", 10)

    mails = house.sink.mails()
    crowd = [mail for mail in mails if "crowd-" in mail.recipients]
    copies = Counter(mail.message_id for mail in crowd)
    reached = Counter(mail.recipients for mail in {mail.message_id: mail for mail in crowd}.values())
    states = dict(house.sql("select state, count(*)::int from notices_delivery where recipient like 's:%%' group by 1"))
    portions = house.count("select count(*) from subscriptions_portion")
    figures(
        "fan-out kill",
        subscribers=PEOPLE,
        kills=KILLS,
        killed_in_the_middle_of=dict(Counter(met)),
        lost=PEOPLE - len(reached),
        twice=sum(count > 1 for count in reached.values()),
        copies_on_the_line=len(crowd) - len(copies),
        deliveries=states,
        all_done_after_last_kill_s=round(took, 1),
    )
    assert met, "the kills met no work"
    assert len(reached) == PEOPLE, "lost"
    assert set(reached.values()) == {1}, "twice"
    assert len(crowd) - len(copies) <= 2 * KILLS, "more copies than mails in hand at a kill"
    assert states == {"sent": PEOPLE}
    assert portions == PEOPLE
    # A long work that was in hand at three kills is set aside for a person, as any that kills its worker is (test_poison.py);
    # printing the alert is one, spreading and mailing never are.
    aside = {topic for (topic,) in house.sql("select topic from notices_outboxevent where state = 'quarantined'")}
    assert aside <= {"publishing.print"}
