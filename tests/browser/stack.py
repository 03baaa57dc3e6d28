"""The whole portal as real processes for the browser tests: web, relay, workers, mail sink on this run's servers."""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded.postgres import free_port
from tests.drill.processes import Child
from tests.servers import RunServers

MANAGE = "manage.py"
READY_SECONDS = 60.0


class Stack:
    """The running portal: `url` of the web server, `mail` the folder of the mail sink."""

    def __init__(self, run: RunServers, folder: Path) -> None:
        self.folder = folder
        self.mail = folder / "mail"
        self.url = f"http://localhost:{free_port()}"
        mail_port = free_port()
        shared = {
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "MAILSINK_DIR": str(self.mail),
            "MEDIA_ROOT": str(folder / "media"),
            "PUBLIC_URL": self.url,
            "AUDIT_ANCHOR_FILE": str(folder / "anchor.jsonl"),
        }
        web = shared | run.endpoints.environ("national")
        work = shared | run.endpoints.environ("worker")
        python = sys.executable
        bind = self.url.removeprefix("http://")
        celery = [python, "-m", "celery", "-A", "portal", "worker", "-c", "1", "--without-gossip", "--without-mingle"]
        self.children = [
            Child("mail", [python, MANAGE, "mailsink", "--port", str(mail_port)], folder, work),
            Child(
                "web",
                [python, "-m", "gunicorn", "portal.wsgi:application", "--preload", "-w", "2", "-b", bind],
                folder,
                web,
            ),
            Child("relay", [python, MANAGE, "relay"], folder, work),
            Child("worker", [*celery, "-Q", "bell,feed,paper,bulk", "-n", "all@%h", "-l", "WARNING"], folder, work),
        ]

    def start(self) -> None:
        """Start every process and wait until the web server answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for child in self.children:
            child.start()
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise AssertionError("The web server did not answer:\n" + self.words())
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def stop(self) -> None:
        """Stop every process."""
        for child in reversed(self.children):
            child.kill()

    def words(self) -> str:
        """Give the last lines of every log, for a failing test."""
        return "\n".join(f"--- {child.name}\n{child.words()[-1500:]}" for child in self.children)


@contextmanager
def running(run: RunServers, folder: Path) -> Iterator[Stack]:
    """Run the stack for a block."""
    stack = Stack(run, folder)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
