"""Health of one process of the portal: ``python deploy/health.py web|worker <queue>|relay|beat``. Status 0 is healthy."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

RELAY_SECONDS = 300.0  # it sweeps every few seconds
BEAT_SECONDS = 600.0  # beat writes its schedule every three minutes


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


def worker(name: str) -> bool:
    """Ask one Celery worker for a sign of life through the broker."""
    node = f"{name}@{os.uname().nodename}"
    argv = [sys.executable, "-m", "celery", "-A", "portal", "inspect", "ping", "--timeout", "5", "-d", node]
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0


def relay() -> bool:
    """Look whether due work lies in the outbox longer than the relay should leave it there."""
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


def beat() -> bool:
    """Look whether beat has written its schedule lately."""
    files = list(Path("/data/beat").glob("schedule*"))
    return any(time.time() - file.stat().st_mtime < BEAT_SECONDS for file in files)


def main() -> int:
    """Read the command line and return 0 for a healthy process."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    kind, *names = sys.argv[1:]
    healthy = worker(names[0]) if kind == "worker" else {"web": web, "relay": relay, "beat": beat}[kind]()
    return 0 if healthy else 1


if __name__ == "__main__":
    raise SystemExit(main())
