"""Work that raises, kills its process, eats memory, never ends, or is no work at all: stopped after three attempts,
and its neighbours notice nothing."""

from __future__ import annotations

import json
import threading
import time

import psutil
import pytest
import redis

from tests.drill.conftest import Figures
from tests.drill.filing import p95
from tests.drill.house import House, worked
from tests.drill.processes import wait_until

pytestmark = pytest.mark.drill
TOPICS = ("drill.exception", "drill.suicide", "drill.memory", "drill.loop", "drill.stubborn")
# A document may take two minutes in production; a drill shows the same with less waiting.
WORKER_SECONDS = 20
STOPPED_WITHIN = 300.0
HEALTHY_P95 = 3.0


class Healthy:
    """Puts one piece of ordinary work into the healthy queue every half second and measures how long it takes."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.seconds: list[float] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Healthy:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def _run(self) -> None:
        number = 0
        while not self._stop.wait(0.5):
            number += 1
            event = self.house.put("drill.note", json.dumps({"mark": f"healthy-{number}"}), queue="bell")
            started = time.monotonic()
            wait_until(lambda: self.house.event(event)[0] == "done", "healthy work is done", 60, every=0.05)  # noqa: B023
            self.seconds.append(time.monotonic() - started)


def test_poison(house: House, figures: Figures) -> None:
    house.relay()
    healthy_worker = house.worker(queues="bell", concurrency=1)
    poisoned_worker = house.worker(queues="feed", concurrency=2, WORKER_SECONDS=str(WORKER_SECONDS))
    peak = 0
    with Healthy(house) as healthy:
        poison = {topic: house.put(topic, json.dumps({"mark": topic})) for topic in TOPICS}
        broker = redis.Redis.from_url(house.valkey.url(0))
        for rubbish in (b"", b"\xff\xfe", b"nonsense", b"[]", b"{}", b'{"properties": {}}'):
            broker.lpush("feed", rubbish)
            broker.lpush("bell", rubbish)
        broker.close()
        started = time.monotonic()
        stopped: dict[str, float] = {}
        while len(stopped) < len(TOPICS) and time.monotonic() - started < STOPPED_WITHIN:
            for topic, event in poison.items():
                if topic not in stopped and house.event(event)[0] == "quarantined":
                    stopped[topic] = time.monotonic() - started
            peak = max(peak, *(_resident(child) for child in poisoned_worker.children()), 0)
            time.sleep(0.2)
        neighbour = house.put("drill.note", json.dumps({"mark": "neighbour"}))
        wait_until(lambda: house.event(neighbour)[0] == "done", "the poisoned queue's next work is done", 60)
    ends = {topic: house.event(event) for topic, event in poison.items()}
    effects = {mark: count for mark, count in worked(house).items() if mark in TOPICS}
    figures(
        "poison",
        **{f"{topic}_stopped_after_s": round(stopped.get(topic, -1), 1) for topic in TOPICS},
        attempts={topic: end[1] for topic, end in ends.items()},
        errors={topic: end[2].split(" at ")[0] for topic, end in ends.items()},
        effects_of_failed_work=sum(effects.values()),
        healthy_done=len(healthy.seconds),
        healthy_p95_s=round(p95(healthy.seconds), 2),
        healthy_slowest_s=round(max(healthy.seconds), 2),
        largest_child_mib=peak // 1024 // 1024,
    )
    assert {topic: end[0] for topic, end in ends.items()} == dict.fromkeys(TOPICS, "quarantined")
    assert all(1 <= end[1] <= 3 for end in ends.values())
    assert effects == {}
    assert len(healthy.seconds) > 20
    assert p95(healthy.seconds) <= HEALTHY_P95
    for child in (healthy_worker, poisoned_worker):
        assert child.process is not None
        assert child.process.poll() is None, f"{child.name} ended"


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
