"""Run the whole portal on this machine: ``python -m tools.demo [--reset]`` (``make demo``, ``make demo-reset``).

Everything it writes is below ``.local/demo``. With DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL set, no embedded
server starts. ``PORT`` chooses the port (8000 unless taken).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from portal.embedded import Cluster, EmbeddedError
from portal.embedded.postgres import free_port, port_is_free
from tools.console import LOCAL, ROOT, Progress, fail, say
from tools.supervisor import KeepsFalling, Service, Stopped, Supervisor, stop_on_signals

HOME = LOCAL / "demo"
MANAGE = str(ROOT / "manage.py")
READY_SECONDS = 240.0
FIRST_PORT, LAST_PORT = 8000, 8050


def environment(cluster: Cluster | None, port: int, mail_port: int) -> dict[str, dict[str, str]]:
    """Return the environments of the web process ("web") and of everything in the background ("worker")."""
    address = f"http://localhost:{port}"
    common = {
        **{key: value for key, value in os.environ.items() if key not in {"SECRET_KEY"}},
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "SECRET_KEY_FILE": str(secret_key_file()),
        "PUBLIC_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MEDIA_ROOT": str(HOME / "media"),
        "MAILSINK_DIR": str(HOME / "mail"),
        "AUDIT_ANCHOR_FILE": str(HOME / "audit" / "anchor.jsonl"),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    if cluster is None:
        return {"web": common, "worker": common}
    endpoints = cluster.endpoints("portal")
    return {"web": common | endpoints.environ("national"), "worker": common | endpoints.environ("worker")}


def secret_key_file() -> Path:
    """Return the file with this demo's own signing key, made at the first start."""
    path = HOME / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path


def services(env: dict[str, dict[str, str]], port: int) -> list[Service]:
    """Return the programs of the demo in the order they start."""
    celery = [sys.executable, "-m", "celery", "-A", "portal"]
    worker = [*celery, "worker", "-c", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    web = ["--workers", "2", "--bind", f"127.0.0.1:{port}", "--access-logfile", "-", "--timeout", "60"]
    commands = {
        "mailsink": ("worker", [sys.executable, MANAGE, "mailsink"]),
        "web": ("web", [sys.executable, "-m", "gunicorn", "portal.wsgi:application", *web]),
        "relay": ("worker", [sys.executable, MANAGE, "relay"]),
        "worker-bell": ("worker", [*worker, "-Q", "bell,feed", "-n", "bell@%h"]),
        "worker-paper": ("worker", [*worker, "-Q", "paper", "-n", "paper@%h"]),
        "beat": ("worker", [sys.executable, MANAGE, "beat"]),
    }
    return [Service(name, argv, env[kind], HOME / "log" / f"{name}.log") for name, (kind, argv) in commands.items()]


def manage(env: dict[str, str], what: str, *arguments: str, show: bool = False) -> None:
    """Run one management command; end with one sentence when it fails."""
    log = HOME / "log" / f"{arguments[0]}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        status = subprocess.run(
            [sys.executable, MANAGE, *arguments],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=None if show else output,
            stderr=None if show else subprocess.STDOUT,
            check=False,
        ).returncode
    if status:
        words = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        fail(f"{what} failed: {words[-1].strip() if words else f'status {status}'} (see {log.relative_to(ROOT)})")


def choose_port() -> int:
    """Return PORT if it is set, else the first free port from 8000."""
    wanted = os.environ.get("PORT")
    if wanted:
        if not wanted.isdigit() or not port_is_free(int(wanted)):
            fail(f"PORT: {wanted} is not a free port. Choose another one or leave PORT out.")
        return int(wanted)
    port = next((port for port in range(FIRST_PORT, LAST_PORT) if port_is_free(port)), None)
    if port is None:
        fail(f"All ports from {FIRST_PORT} to {LAST_PORT} are taken: set PORT to a free one.")
    return port


def wait_until_served(supervisor: Supervisor, address: str) -> None:
    """Wait until the first page answers; fail with the web process's log when it does not."""
    progress = Progress("Waiting for the first page")
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        supervisor.check()
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                if answer.status == 200:
                    progress.done()
                    return
        except urllib.error.HTTPError as error:
            fail(
                f"The first page answers with an error ({error.code}); see {(HOME / 'log' / 'web.log').relative_to(ROOT)}."
            )
        except OSError:
            progress.show("starting")
            time.sleep(0.2)
    fail(f"The web server did not answer within {READY_SECONDS:.0f} s; see .local/demo/log/web.log.")


def run(port: int, stack: ExitStack) -> None:
    """Start everything and keep it running until `Stopped`."""
    cluster = None
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        say("Starting PostgreSQL and Valkey (.local/demo)")
        cluster = Cluster("demo")
        stack.callback(wait_for_servers, cluster)
        cluster.hold()
        cluster.create_database("portal")
    elif not os.environ.get("DATABASE_OWNER_URL"):
        fail("DATABASE_OWNER_URL: set it too, so that migrations can run as the owner of the tables.")
    env = environment(cluster, port, free_port())
    say("Bringing the database up to date")
    manage(env["worker"], "Migrating", "migrate", "--database", "owner", "--no-input")
    say("Loading demo data (kept from run to run)")
    manage(env["worker"], "Loading the demo data", "load_demo")
    supervisor = Supervisor(services(env, port))
    stack.callback(supervisor.stop)
    say("Starting web server, relay, workers, beat and mail sink")
    supervisor.start()
    address = f"http://localhost:{port}/"
    wait_until_served(supervisor, address)
    print(f"\n  The portal is at {address}\n", flush=True)
    manage(env["worker"], "Listing the accounts", "demo_accounts", show=True)
    print("\n  Logs are in .local/demo/log. Ctrl-C stops everything; the data stay for the next time.\n", flush=True)
    while True:
        supervisor.check()
        time.sleep(0.5)


def wait_for_servers(cluster: Cluster) -> None:
    """Let go of the embedded servers and wait until they have saved and stopped."""
    cluster.release()
    deadline = time.monotonic() + READY_SECONDS
    while cluster.keeper_runs() and time.monotonic() < deadline:
        time.sleep(0.05)


def main() -> int:
    """Run the demo; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="forget all data of the demo first")
    options = parser.parse_args()
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "demo.lock").open("a+") as lock, ExitStack() as stack:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            fail(
                f"The demo is already running at {lock.read().strip() or 'another terminal'}: stop it there with Ctrl-C."
            )
        try:
            stop_on_signals()
            if options.reset:
                say("Forgetting the demo's data")
                Cluster("demo").stop()
                if HOME.exists():
                    shutil.rmtree(HOME)
            HOME.mkdir(parents=True, exist_ok=True)
            port = choose_port()
            lock.truncate(0)
            lock.write(f"http://localhost:{port}/")
            lock.flush()
            run(port, stack)
        except Stopped:
            say("Stopping")
        except (EmbeddedError, KeepsFalling) as error:
            fail(str(error))
        except PermissionError as error:
            fail(f"{error.filename} belongs to another user: run this as the user who started the demo first.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
