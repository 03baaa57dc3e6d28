"""Health of one process of the portal: ``python deploy/health.py web|worker <queue>|relay|beat``. Status 0 is healthy."""

import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

RELAY_SECONDS = 300.0  # it sweeps every few seconds
SIGN_SECONDS = 90.0  # every process of ours touches its file every few seconds (portal.notices.process)


def web() -> bool:
    """Ask the web process for the sign-in page, as the proxy in front of it would."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    request = urllib.request.Request(
        "http://127.0.0.1:8000/", headers={"Host": host, "X-Forwarded-Proto": "https"}, method="HEAD"
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def alive(name: str) -> bool:
    """Look whether a process has left its sign of life lately; a worker without broker leaves none."""
    try:
        return time.time() - (Path(tempfile.gettempdir()) / f"portal-{name}.alive").stat().st_mtime < SIGN_SECONDS
    except FileNotFoundError:
        return False


def relay() -> bool:
    """Look whether the relay lives, and whether due work lies in the outbox longer than it should leave it there."""
    if not alive("relay"):
        return False
    # the settings' own reader, so that the address may come from a file here too
    import django
    from django.db import connection, transaction

    django.setup()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('role', 'scope_system', true)")
        cursor.execute(
            "select exists (select from notices_outboxevent where state = 'pending' and available_at < now() - %s)",
            [timedelta(seconds=RELAY_SECONDS)],
        )
        row = cursor.fetchone()
    return row == (False,)


def main() -> int:
    """Read the command line and return 0 for a healthy process."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    kind, *names = sys.argv[1:]
    healthy = {"web": web, "relay": relay}[kind]() if kind in {"web", "relay"} else alive("-".join([kind, *names]))
    return 0 if healthy else 1


if __name__ == "__main__":
    raise SystemExit(main())
