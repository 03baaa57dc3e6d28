"""``python -m portal.embedded up|down|env NAME``: the embedded servers from the command line."""

import argparse
import os
import shlex
import signal
import sys
import time
from pathlib import Path

from portal.embedded.binaries import EmbeddedError
from portal.embedded.cluster import LOCAL, Cluster
from portal.embedded.keeper import keep

STOP_SECONDS = 60.0


def up(cluster: Cluster, database: str) -> None:
    """Start the servers so that they stay after this command, and make the database."""
    cluster.folder.mkdir(parents=True, exist_ok=True)
    (cluster.folder / "stay").touch()
    cluster.hold()
    cluster.create_database(database)


def down(cluster: Cluster) -> None:
    """Stop the servers, whoever still uses them; do nothing when they do not run."""
    (cluster.folder / "stay").unlink(missing_ok=True)
    if not cluster.folder.exists() or not cluster.keeper_runs():
        return
    os.kill(int((cluster.folder / "keeper.lock").read_text()), signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while cluster.keeper_runs():
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The embedded servers of {cluster.name} did not stop within {STOP_SECONDS:.0f} s.")
        time.sleep(0.05)


def main() -> int:
    """Read the command line, do it, return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m portal.embedded", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "env", "keep"])
    parser.add_argument("name", help='"demo", or "slots/<slot>" for tests')
    parser.add_argument("--database", default="portal")
    parser.add_argument("--login", choices=["app", "national", "worker"], default="national")
    parser.add_argument("--profile", choices=["demo", "test"])
    parser.add_argument("--base", type=Path, default=LOCAL, help=argparse.SUPPRESS)
    options = parser.parse_args()
    profile = options.profile or ("test" if options.name.startswith("slots/") else "demo")
    cluster = Cluster(options.name, profile=profile, base=options.base)
    try:
        if options.command == "keep":
            return keep(cluster)
        if options.command == "up":
            up(cluster, options.database)
        elif options.command == "down":
            down(cluster)
        if options.command in {"up", "env"}:
            for key, value in cluster.endpoints(options.database).environ(options.login).items():
                print(f"export {key}={shlex.quote(value)}")
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
