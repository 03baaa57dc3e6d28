"""``python -m tests.bench.fanout``: one alert to a crowd: rows a second against a bare INSERT … SELECT, mails a second.

Has a database of its own, filled with subscribers. In turn, round after round: the fan-out as the worker does it, in one
transaction (filters asked, portions, deliveries, pieces of work, trail); and the same rows of the same two tables copied by
INSERT … SELECT as superuser, with the same keys and indexes and no policy. Then relay, worker (two processes) and mail sink
as in production take what the last round left. Exits with 1 when the bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import psycopg2

from portal.embedded import Cluster
from tests.bench import serve
from tests.drill.processes import mail_sink
from tools.console import ROOT, say

PEOPLE, ROUNDS, SECONDS = 100_000, 3, 30.0
BAR = 0.5
DATABASE = "bench_fanout"
SLOT = f"slots/{os.environ.get('PORTAL_SLOT', 'bench')}-fanout"
_EMPTY = "truncate subscriptions_portion, notices_returnedmail, notices_delivery, notices_outboxevent, notices_notice"


def main() -> int:
    """Fill, measure, print and write down."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.fanout", description=__doc__)
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--seconds", type=float, default=SECONDS, help="how long mails are counted")
    given = options.parse_args()
    result = run(given.people, given.rounds, given.seconds)
    print(told(result))
    path = serve.HOME / "fanout.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=1) + "\n")
    if sentence := missed(result):
        print(f"✗ {sentence}", file=sys.stderr)
    return 1 if sentence else 0


def run(people: int = PEOPLE, rounds: int = ROUNDS, seconds: float = SECONDS) -> dict[str, Any]:
    """Start the servers, measure, stop them; give the figures as plain values."""
    with ExitStack() as stack:
        cluster = Cluster(SLOT, profile="bench")
        cluster.hold()
        stack.callback(cluster.release)
        return measure(cluster, stack, people, rounds, seconds)


def told(result: Mapping[str, Any]) -> str:
    """Put the figures into two sentences."""
    return (
        f"{result['people']:,} subscribers: {result['rows']:,} rows in {result['seconds']} s, {result['rows_per_second']:,.0f}"
        f" rows a second; bare INSERT … SELECT {result['bare_rows_per_second']:,.0f}; ratio {result['ratio']} (bar {BAR}).\n"
        f"{result['mails_per_second']} mails a second into a local sink. Load average {result['load_average']}."
    )


def missed(result: Mapping[str, Any]) -> str:
    """Name the bar when it was not held, else give ""."""
    return "" if result["ratio"] >= BAR else f"fan-out: {result['ratio']} of a bare INSERT … SELECT, the bar is {BAR}"


def measure(cluster: Cluster, stack: ExitStack, people: int, rounds: int, seconds: float) -> dict[str, Any]:
    """Fill a database with subscribers and measure; give the figures as plain values."""
    cluster.drop_database(DATABASE)
    cluster.create_database(DATABASE)
    endpoints = cluster.endpoints(DATABASE)
    folder = serve.HOME / "fanout"
    folder.mkdir(parents=True, exist_ok=True)
    sink = stack.enter_context(mail_sink(folder))
    worker = (
        serve.environment(endpoints, serve.PORTAL, "worker")
        | sink.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.bench.mailing"}
    )
    serve.manage(worker, "migrate", "--database", "owner", "--no-input", "-v", "0")
    line = psycopg2.connect(endpoints.superuser_url)
    line.autocommit = True
    cursor = line.cursor()
    inside = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.fanout_inside", str(people)],
        cwd=ROOT, env=worker, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert inside.stdin is not None
    assert inside.stdout is not None
    item = json.loads(inside.stdout.readline())
    say(f"{people:,} subscribers stand; measuring in {rounds} rounds")
    spread, bare = [], []
    for turn in range(rounds):
        cursor.execute(f"{_EMPTY}; truncate subscriptions_dispatch cascade")
        cursor.execute("vacuum analyze")
        inside.stdin.write(f"{uuid4()}\n")
        inside.stdin.flush()
        spread.append(float(json.loads(inside.stdout.readline())))
        rows = sum(_count(cursor, table) for table in ("subscriptions_portion", "notices_delivery"))
        for table in ("subscriptions_portion", "notices_delivery"):
            cursor.execute(f"drop table if exists kept_{table}; create table kept_{table} as table {table}")
        cursor.execute("truncate subscriptions_portion, notices_returnedmail, notices_delivery")
        cursor.execute("vacuum analyze")
        bare.append(_copy(cursor))
        say(f"Round {turn + 1} of {rounds}: {spread[-1]:.2f} s, bare {bare[-1]:.2f} s")
    inside.stdin.close()
    inside.wait(60)
    mails = _mails(worker, cursor, sink, seconds)
    line.close()
    seconds_spread, seconds_bare = statistics.median(spread), statistics.median(bare)
    return {
        "people": people,
        "item": item,
        "rows": rows,
        "seconds": round(seconds_spread, 2),
        "bare_seconds": round(seconds_bare, 2),
        "rows_per_second": round(rows / seconds_spread),
        "bare_rows_per_second": round(rows / seconds_bare),
        "ratio": round(seconds_bare / seconds_spread, 2),
        "mails_per_second": round(mails, 1),
        "load_average": round(os.getloadavg()[0], 2),
        "machine": serve.machine(),
    }


def _copy(cursor: Any) -> float:
    """Copy the same rows back in one transaction and give the seconds it took."""
    began = time.monotonic()
    cursor.execute(
        "begin; insert into subscriptions_portion select * from kept_subscriptions_portion;"
        " insert into notices_delivery select * from kept_notices_delivery; commit"
    )
    return time.monotonic() - began


def _count(cursor: Any, table: str, condition: str = "true") -> int:
    cursor.execute(f"select count(*) from {table} where {condition}")
    return int(cursor.fetchone()[0])


def _mails(env: dict[str, str], cursor: Any, sink: Any, seconds: float) -> float:
    """Let the processes send what the last round queued; give the mails a second that reached the sink."""
    celery = ["-m", "celery", "-A", "portal", "worker", "-Q", "feed,bulk", "-c", "2", "-n", "bench@%h", "-l", "WARNING"]
    programs = {"relay": ["manage.py", "relay"], "worker": celery}
    children = []
    log = serve.HOME / "log"
    log.mkdir(parents=True, exist_ok=True)
    try:
        for name, argv in programs.items():
            with (log / f"fanout-{name}.log").open("wb") as output:
                children.append(
                    subprocess.Popen([sys.executable, *argv], cwd=ROOT, env=env, stdout=output, stderr=output)
                )
        deadline = time.monotonic() + 120
        while (first := _count(cursor, "notices_delivery", "state = 'sent'")) < 100:
            if time.monotonic() > deadline:
                raise RuntimeError(f"No mail is sent; see {log}.")
            time.sleep(0.1)
        started = time.monotonic()
        while (elapsed := time.monotonic() - started) < seconds and _count(
            cursor, "notices_delivery", "state = 'queued'"
        ):
            time.sleep(0.5)
        sent = _count(cursor, "notices_delivery", "state = 'sent'") - first
        if not sink.count():
            raise RuntimeError("The sink received nothing.")
        return sent / elapsed
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(60)


if __name__ == "__main__":
    raise SystemExit(main())
