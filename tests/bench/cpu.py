"""``python -m tests.bench.cpu``: CPU milliseconds of every scenario beside the limit, at one size.

For work on speed while the machine is busy: waiting is not counted, so other load only heats the caches. The bars are
judged by ``python -m tests.bench`` alone, with servers and clients.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from contextlib import ExitStack
from typing import Any

from portal.embedded import Cluster
from tests.bench import scenarios, serve
from tools.console import ROOT, say


class Application:
    """The portal or the limit in a process of its own (tests.bench.inside)."""

    def __init__(self, env: dict[str, str], plan: dict[str, Any]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.inside"],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(plan) + "\n")

    def ask(self, *words: Any) -> Any:
        """Send one line, wait for its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


def main() -> int:
    """Measure; print a line per scenario: web, database, share of the limit by CPU."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cpu", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--turns", type=int, default=100)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--profile", choices=["tottime", "cumtime"], help="print where the time of --only goes")
    parser.add_argument("--sql", action="store_true", help="print the statements of --only")
    options = parser.parse_args()
    chosen = [each.key for each in scenarios.SCENARIOS if not options.only or each.key in options.only]
    with ExitStack() as stack:
        cluster = Cluster(serve.SLOT, profile="bench")
        cluster.hold()
        stack.callback(cluster.release)
        serve.collect_static(cluster.endpoints("postgres"))
        endpoints = serve.database(cluster, options.cases, reuse=True)
        seed = serve.Seed(serve.environment(endpoints, serve.PORTAL, "worker"))
        stack.callback(seed.close)
        seed.refresh()
        portal = Application(serve.environment(endpoints, serve.PORTAL, "national"), seed.plan)
        stack.callback(portal.close)
        limit = Application(serve.environment(endpoints, serve.LIMIT, "superuser"), seed.plan)
        stack.callback(limit.close)
        for key in chosen:
            if options.sql:
                for line in portal.ask(key, options.turns, "sql"):
                    print(*line[:3], line[3][:200])
            elif options.profile:
                print(portal.ask(key, options.turns, "profile", options.profile))
            else:
                _line(key, portal, limit, options.turns)
    return 0


def _line(key: str, portal: Application, limit: Application, turns: int) -> None:
    bare = [limit.ask("limit", turns)]
    found = portal.ask(key, max(5, turns // (10 if key.startswith("file_") else 1)))
    bare.append(limit.ask("limit", turns))
    least = sum(each["web_ms"] + each["database_ms"] for each in bare) / 2
    total = found["web_ms"] + found["database_ms"]
    say(
        f"{key:18} web {found['web_ms']:7.2f} ms, database {found['database_ms']:6.2f} ms, {found['requests']:.0f}"
        f" requests; limit {least:.2f} ms (web {bare[0]['web_ms']}): {least / total:.2f}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
