"""Set each saboteur to work in a scratch copy of the tree: its tests must be green without it and red with it.

    python -m tests.saboteurs [--only NAME …] [--list]

The copy lies under `.local/saboteurs/` and runs its own servers; the tree itself is never touched. Each saboteur runs
only the tests that should notice it, one process at a time, after a control without any saboteur that must be green.
Red counts only when a test said so in its own words: an error in setting up or an import that breaks is no catch.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.saboteurs.catalogue import SABOTEURS
from tests.saboteurs.saboteur import Saboteur

REPOSITORY = Path(__file__).resolve().parents[2]
SCRATCH = REPOSITORY / ".local" / "saboteurs"
TREE = SCRATCH / "tree"
# Built once for the tree and only read by the tests.
LINKED = ("node_modules", "static/build")
SLOT = "saboteurs"
# Roles belong to the whole cluster: what a saboteur grants there would outlive it, so it gets a cluster of its own.
ROLES = "portal/tenancy/sql/roles.sql"
# How a failure begins that a test itself found: an assertion, or an expected refusal that did not come.
IN_ITS_OWN_WORDS = ("assert", "AssertionError", "Failed: DID NOT RAISE")
SAID_CHARACTERS = 160


@dataclass(frozen=True)
class Run:
    """What a run of some tests gave; `test` and `said` tell of the first that failed."""

    passed: int = 0
    failed: int = 0
    broken: int = 0
    test: str = ""
    said: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of one saboteur: "red" when a test caught it."""

    saboteur: str
    guard: str
    outcome: str
    test: str
    said: str
    seconds: float


def copy_tree() -> None:
    """Copy what git knows or would take, as it is on disk now."""
    if TREE.exists():
        for path in TREE.iterdir():  # the copy's own servers and their data stay
            if path.name != ".local":
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    TREE.mkdir(parents=True, exist_ok=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        source, copy = REPOSITORY / name, TREE / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    for name in LINKED:
        if (REPOSITORY / name).exists() and not (TREE / name).exists():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            (TREE / name).symlink_to(REPOSITORY / name)


def run(tests: Iterable[str], name: str, slot: str = SLOT) -> Run:
    """Run tests in the copy, on the servers of `slot`, until one fails; the log lies beside it under `name`."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    report = SCRATCH / f"{name}.xml"
    report.unlink(missing_ok=True)
    with (SCRATCH / f"{name}.log").open("w") as log:
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--junitxml={report}", *tests],
            cwd=TREE,
            env=environment | {"PORTAL_SLOT": slot, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return read(report) if report.exists() else Run(broken=1, said="the run ended without a report")


def read(report: Path) -> Run:
    """Read a JUnit report."""
    suite = next(ElementTree.parse(report).iter("testsuite"))
    counts = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    passed = counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]
    test, said = "", ""
    for case in suite.iter("testcase"):
        found = case.find("failure") if case.find("failure") is not None else case.find("error")
        if found is not None:
            test = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '')}"
            said = " ".join((found.get("message") or "").split())
            break
    return Run(passed, counts["failures"], counts["errors"], test, said[:SAID_CHARACTERS])


def sabotage(saboteur: Saboteur) -> Outcome:
    """Let one saboteur work, run its tests, and take the change back; return what came of it."""
    path, started = TREE / saboteur.path, time.monotonic()
    text = path.read_text()
    if text.count(saboteur.old) != 1:
        return Outcome(saboteur.name, saboteur.guard, "its line is gone", "", "", 0.0)
    path.write_text(text.replace(saboteur.old, saboteur.new))
    try:
        found = run(saboteur.tests, saboteur.name, f"{SLOT}-{saboteur.name}" if saboteur.path == ROLES else SLOT)
    finally:
        path.write_text(text)
    outcome = judge(found)
    return Outcome(saboteur.name, saboteur.guard, outcome, found.test, found.said, round(time.monotonic() - started, 1))


def judge(found: Run) -> str:
    """Say "red" only where a test failed in its own words."""
    if not found.failed:
        return "broke the tests instead of failing them" if found.broken else "SURVIVED"
    return "red" if found.said.startswith(IN_ITS_OWN_WORDS) else "red for another reason"


def main() -> int:
    """Run the control and every saboteur; print one line each; 0 when the control is green and all are red."""
    parser = argparse.ArgumentParser(prog="python -m tests.saboteurs", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these saboteurs only")
    parser.add_argument("--list", action="store_true", help="name them and stop")
    options = parser.parse_args()
    if unknown := set(options.only or ()) - {one.name for one in SABOTEURS}:
        parser.error(f"no such saboteur: {', '.join(sorted(unknown))}")
    chosen = [one for one in SABOTEURS if not options.only or one.name in options.only]
    if options.list:
        for one in chosen:
            print(f"{one.name:26} {one.guard}")
        return 0
    SCRATCH.mkdir(parents=True, exist_ok=True)
    copy_tree()
    started = time.monotonic()
    control = run(sorted({test for one in chosen for test in one.tests}), "control")
    print(
        f"control: {control.passed} passed, {control.failed} failed, {control.broken} broken"
        f" ({time.monotonic() - started:.0f} s)",
        flush=True,
    )
    if control.failed or control.broken or not control.passed:
        print(f"The suite must be green before it can be sabotaged; see {SCRATCH / 'control.log'}.\n{control.said}")
        return 1
    outcomes = []
    for one in chosen:
        outcomes.append(sabotage(one))
        print(_line(outcomes[-1]), flush=True)
    (SCRATCH / "latest.json").write_text(
        json.dumps([asdict(one) for one in outcomes], indent=2, ensure_ascii=False) + "\n"
    )
    survived = [one.saboteur for one in outcomes if one.outcome != "red"]
    print(
        f"{len(chosen)} saboteurs, {len(chosen) - len(survived)} caught"
        + (f"; not caught: {', '.join(survived)}" if survived else "")
    )
    return 1 if survived else 0


def _line(one: Outcome) -> str:
    return f"| {one.outcome} | {one.saboteur} | {one.test} | {one.said} | {one.seconds:.0f} s |"


if __name__ == "__main__":
    sys.exit(main())
