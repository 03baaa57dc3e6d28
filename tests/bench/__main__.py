"""``python -m tests.bench`` (``make bench``): how fast the portal is at 10,000 and at 1,000,000 cases.

The public half stands beside them with 1,000 and 100,000 pages; an alert to 100,000 subscribers is spread at the end.

Every scenario runs in short slices, round after round, in turn with the limit and with both sizes, so that whatever
else the machine does falls on all of them alike. All bars are ratios of one run. Exits with 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
from contextlib import ExitStack, closing
from typing import Any

from portal.embedded import Cluster
from tests.bench import events, fanout, report, scenarios, serve
from tests.bench.client import drive
from tests.bench.measure import Lane, Measured
from tools.console import ROOT, say
from tools.messages import compile_all

SMALL, LARGE = 10_000, 1_000_000
CLIENTS = (1, 8)
EVENTS, EVENT_SECONDS = 3_000, 15.0


def main() -> int:
    """Fill, serve, measure, print and write down."""
    options = _options()
    chosen = [each for each in scenarios.SCENARIOS if not options.only or each.key in options.only]
    compile_all()
    with ExitStack() as stack:
        cluster = Cluster(serve.SLOT, profile="bench")
        cluster.hold()
        stack.callback(cluster.release)
        serve.collect_static(cluster.endpoints("postgres"))
        lanes = [_lane(stack, cluster, size, reuse=options.reuse) for size in (SMALL, LARGE)]
        say(f"Measuring {len(chosen)} scenarios in {options.rounds} rounds")
        load_before = os.getloadavg()
        found = measure(chosen, lanes, rounds=options.rounds, seconds=options.seconds)
        large = lanes[-1]
        extra: dict[str, Any] = {
            "refresh_seconds": round(large.seed.refresh(), 2),
            "recount_seconds": round(float(large.seed.ask("recount")), 2),
            "load_average": [round(each, 2) for each in (load_before[0], os.getloadavg()[0])],
        }
        if not options.only:
            say("Judging how every list is read")
            extra["plans"] = large.seed.ask("plans")
            say("Counting events from the outbox until they are done")
            put = int(large.seed.ask(f"events {EVENTS}"))
            worker = serve.environment(cluster.endpoints(large.database), serve.PORTAL, "worker")
            extra["events_per_second"] = round(
                events.rate(worker, cluster.endpoints(large.database).superuser_url, put, seconds=EVENT_SECONDS), 1
            )
    if not options.only:
        say(f"Spreading an alert to {fanout.PEOPLE:,} subscribers")
        extra["fanout"] = fanout.run()
    result = report.result(found, extra)
    print(report.table(result))
    if not options.only:
        path = serve.HOME / "latest.json"
        path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
        say(f"Written to {path.relative_to(ROOT)}")
    missed = report.missed(result)
    for sentence in missed:
        print(f"✗ {sentence}", file=sys.stderr)
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of one slice")
    parser.add_argument("--only", nargs="*", help="measure these scenarios only, and write nothing down")
    parser.add_argument("--reuse", action="store_true", help="keep filled databases whatever they were made from")
    return parser.parse_args()


def _lane(stack: ExitStack, cluster: Cluster, size: int, *, reuse: bool) -> Lane:
    """Prepare one size: database, people, and the two web servers in front of it."""
    endpoints = serve.database(cluster, size, reuse=reuse)
    national = serve.environment(endpoints, serve.PORTAL, "national")
    seed = serve.Seed(serve.environment(endpoints, serve.PORTAL, "worker"))
    stack.callback(seed.close)
    seed.refresh()
    bare = serve.environment(endpoints, serve.LIMIT, "superuser")
    return Lane(
        size=size,
        database=f"bench_{size}",
        seed=seed,
        turns=scenarios.turns(seed.plan),
        portal=stack.enter_context(serve.gunicorn(national, "portal.wsgi:application", f"portal-{size}")),
        limit=stack.enter_context(serve.gunicorn(bare, "portal.wsgi:application", f"limit-{size}")),
        statements=stack.enter_context(closing(serve.Statements(cluster))),
    )


def measure(
    chosen: list[scenarios.Scenario], lanes: list[Lane], *, rounds: int, seconds: float
) -> dict[str, dict[int, Measured]]:
    """Run every scenario and the limit on every lane; give scenario → size → what was measured."""
    everything = [scenarios.LIMIT, *chosen]
    found = {each.key: {lane.size: Measured(each) for lane in lanes} for each in everything}
    numbers = {(each.key, lane.size): itertools.count() for each in everything for lane in lanes}
    for each, lane in itertools.product(everything, lanes):
        # Both workers load what they load once.
        drive(lane.port(each), lane.turns[each.key], numbers[each.key, lane.size], clients=4, seconds=1)
    for turn in range(rounds):
        say(f"Round {turn + 1} of {rounds}")
        for each, lane, clients in itertools.product(everything, lanes, CLIENTS):
            if each.key == "board":
                lane.seed.refresh()
            before = lane.statements.count(lane.database)
            part = drive(
                lane.port(each), lane.turns[each.key], numbers[each.key, lane.size], clients=clients, seconds=seconds
            )
            found[each.key][lane.size].add(clients, part, lane.statements.count(lane.database) - before)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
