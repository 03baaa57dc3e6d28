"""From measurements to the table, the file and the bars."""

from __future__ import annotations

import datetime
import subprocess
from collections.abc import Mapping
from typing import Any

from tests.bench import fanout, serve
from tests.bench.measure import Measured
from tests.bench.scenarios import SCENARIOS
from tools.console import ROOT

MOST_GROWTH = 1.3
BOARD_P95 = 2.0
REFRESH_SECONDS = 60.0
TITLES = {each.key: each.title for each in SCENARIOS} | {"limit": "limit: bare Django list"}


def result(found: Mapping[str, Mapping[int, Measured]], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Put all figures into plain values, with machine, date and commit; `extra` was measured once."""
    small, large = sorted(found["limit"])
    limit = found["limit"][large]
    rows: dict[str, Any] = {}
    for key, by_size in found.items():
        measured = by_size[large]
        rows[key] = {
            "rps": round(measured.rate(8), 1),
            "p50_ms": round(measured.percentile(8, 0.5), 1),
            "p95_ms": round(measured.percentile(8, 0.95), 1),
            "rps_1_client": round(measured.rate(1), 1),
            "p50_ms_1_client": round(measured.percentile(1, 0.5), 1),
            "p95_ms_1_client": round(measured.percentile(1, 0.95), 1),
            "queries": round(measured.queries, 1),
            "growth": round(measured.percentile(1, 0.5) / by_size[small].percentile(1, 0.5), 2),
            "growth_8_clients": round(by_size[small].rate(8) / measured.rate(8), 2),
            "ratio_to_limit": round(measured.rate(8) / limit.rate(8), 2),
            "rps_small": round(by_size[small].rate(8), 1),
        }
    return {
        "scenarios": rows,
        "sizes": [small, large],
        **extra,
        "events_to_limit": round(extra["events_per_second"] / limit.rate(8), 2)
        if "events_per_second" in extra
        else None,
        "board_p95_to_limit_p95": round(rows["board"]["p95_ms"] / rows["limit"]["p95_ms"], 2)
        if "board" in rows
        else None,
        "machine": serve.machine(),
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short", "HEAD") + ("+" if _git("status", "--porcelain", "-uno") else ""),
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def table(result: Mapping[str, Any]) -> str:
    """Write the figures as a Markdown table: at the large size, with 8 clients unless said otherwise."""
    lines = [
        f"{result['machine']} · {result['date']} · {result['commit']} · {result['sizes'][1]:,} cases",
        "",
        "| Scenario | requests/s | p50 ms | p95 ms | p50 ms, 1 client | SQL per request | growth | ratio to the limit |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for key, row in result["scenarios"].items():
        lines.append(
            f"| {TITLES[key]} | {row['rps']:.0f} | {row['p50_ms']:.0f} | {row['p95_ms']:.0f} | {row['p50_ms_1_client']:.1f}"
            f" | {row['queries']:.1f} | {row['growth']:.2f} | {row['ratio_to_limit']:.2f} |"
        )
    lines += [
        "",
        f"Renewing the board's roll-ups: {result['refresh_seconds']:.1f} s, all of them on a new day:"
        f" {result['recount_seconds']:.1f} s. Load average before and after: {result['load_average']}.",
    ]
    if "events_per_second" in result:
        lines.append(
            f"Events from the outbox until done: {result['events_per_second']:.0f} a second, {result['events_to_limit']} of"
            f" the limit. Lists judged: {len(result['plans'])}, with findings: {len(_poor(result))}."
        )
    if "fanout" in result:
        lines.append(fanout.told(result["fanout"]))
    return "\n".join(lines)


def missed(result: Mapping[str, Any]) -> list[str]:
    """Name every bar that was not held."""
    found = []
    for each in SCENARIOS:
        row = result["scenarios"].get(each.key)
        if row is None:
            continue
        if each.grows and row["growth"] > MOST_GROWTH:
            found.append(
                f"{each.title}: grows by {row['growth']} from {result['sizes'][0]:,} to {result['sizes'][1]:,} cases"
            )
        if each.bar is not None and row["ratio_to_limit"] < each.bar:
            found.append(f"{each.title}: {row['ratio_to_limit']} of the limit, the bar is {each.bar}")
    board = result["board_p95_to_limit_p95"]
    if board is not None and board > BOARD_P95:
        found.append(f"national board: p95 is {board} times the limit's, the bar is {BOARD_P95}")
    if max(result["refresh_seconds"], result["recount_seconds"]) > REFRESH_SECONDS:
        found.append(f"the roll-ups take {result['recount_seconds']} s to renew, the bar is {REFRESH_SECONDS:.0f} s")
    if "fanout" in result and (sentence := fanout.missed(result["fanout"])):
        found.append(sentence)
    found += [f"list “{each['list']}”: {'; '.join(each['findings'])}" for each in _poor(result)]
    return found


def _poor(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Name the lists that are not read from an index in their order, or read too many rows."""
    return [each for each in result.get("plans", ()) if each["findings"]]
