"""``python -m portal.embedded up|down|env NAME``: the embedded servers from the command line."""

import argparse
import shlex
import sys
from pathlib import Path

from portal.embedded.binaries import EmbeddedError
from portal.embedded.cluster import LOCAL, Cluster
from portal.embedded.keeper import keep


def main() -> int:
    """Read the command line, do it, return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m portal.embedded", description=__doc__)
    parser.add_argument("command", choices=["up", "down", "env", "keep"])
    parser.add_argument("name", help='"demo", or "slots/<slot>" for tests')
    parser.add_argument("--database", default="portal")
    parser.add_argument("--login", choices=["app", "national", "worker"], default="national")
    parser.add_argument("--profile", choices=["demo", "test", "bench"])
    parser.add_argument("--base", type=Path, default=LOCAL, help=argparse.SUPPRESS)
    options = parser.parse_args()
    profile = options.profile or ("test" if options.name.startswith("slots/") else "demo")
    cluster = Cluster(options.name, profile=profile, base=options.base)
    try:
        if options.command == "keep":
            return keep(cluster)
        if options.command == "up":
            cluster.stay()
            cluster.create_database(options.database)
        elif options.command == "down":
            cluster.stop()
        if options.command in {"up", "env"}:
            for key, value in cluster.endpoints(options.database).environ(options.login).items():
                print(f"export {key}={shlex.quote(value)}")
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
