"""Set each saboteur to work in a scratch copy of the tree: its tests must be green without it and red with it.

    python -m tests.saboteurs [--only NAME …] [--list]

The copy lies under `.local/saboteurs/` and runs its own servers; the tree itself is never touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from tests.saboteurs.catalogue import SABOTEURS, Saboteur

REPOSITORY = Path(__file__).resolve().parents[2]
SCRATCH = REPOSITORY / ".local" / "saboteurs"
TREE = SCRATCH / "tree"
# Built once for the tree and only read by the tests.
LINKED = ("node_modules", "static/build")


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


def run(tests: Iterable[str], report: Path) -> tuple[int, int, int]:
    """Run tests in the copy; return how many passed, failed, and broke before they could say anything."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    report.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--junitxml={report}", *tests],
        cwd=TREE,
        env=environment | {"PORTAL_SLOT": "saboteurs", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=(SCRATCH / "last.log").open("w"),
        stderr=subprocess.STDOUT,
        check=False,
    )
    if not report.exists():
        return 0, 0, 1
    suite = next(ElementTree.parse(report).iter("testsuite"))
    counts = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    passed = counts["tests"] - counts["failures"] - counts["errors"] - counts["skipped"]
    return passed, counts["failures"], counts["errors"]


def sabotage(saboteur: Saboteur) -> str:
    """Let one saboteur work, run its tests, and take the change back; return what came of it."""
    path = TREE / saboteur.path
    text = path.read_text()
    if text.count(saboteur.old) != 1:
        return "its line is gone"
    path.write_text(text.replace(saboteur.old, saboteur.new))
    try:
        _, failed, broken = run(saboteur.tests, SCRATCH / f"{saboteur.name}.xml")
    finally:
        path.write_text(text)
    if failed:
        return "red"
    return "broke the tests instead of failing them" if broken else "SURVIVED"


def main() -> int:
    """Run the control and every saboteur; print one line each; 0 when the control is green and all are red."""
    parser = argparse.ArgumentParser(prog="python -m tests.saboteurs", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these saboteurs only")
    parser.add_argument("--list", action="store_true", help="name them and stop")
    options = parser.parse_args()
    chosen = [one for one in SABOTEURS if not options.only or one.name in options.only]
    if options.list:
        for one in chosen:
            print(f"{one.name:26} {one.guard}")
        return 0
    SCRATCH.mkdir(parents=True, exist_ok=True)
    copy_tree()
    started = time.monotonic()
    passed, failed, broken = run(sorted({test for one in chosen for test in one.tests}), SCRATCH / "control.xml")
    print(
        f"control: {passed} passed, {failed} failed, {broken} broken ({time.monotonic() - started:.0f} s)", flush=True
    )
    if failed or broken or not passed:
        print(f"The suite must be green before it can be sabotaged; see {SCRATCH / 'last.log'}.")
        return 1
    survived = []
    for one in chosen:
        started = time.monotonic()
        outcome = sabotage(one)
        print(f"{outcome:10} {one.name:26} {one.guard} ({time.monotonic() - started:.0f} s)", flush=True)
        if outcome != "red":
            survived.append(one.name)
    print(
        f"{len(chosen)} saboteurs, {len(chosen) - len(survived)} caught"
        + (f"; not caught: {survived}" if survived else "")
    )
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
