"""The portal's own processes as children of a test: relay, workers, mail sink, web server. None outlives the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import psutil

from portal.embedded.cluster import REPOSITORY
from portal.embedded.postgres import free_port
from portal.embedded.process import die_with_parent
from portal.notices import mailbox

SETTINGS = "tests.drill.settings"
PATIENCE = 60.0


def wait_until(true: Callable[[], object], what: str, seconds: float = PATIENCE, every: float = 0.05) -> float:
    """Wait until `true()` holds and return how long it took (seconds); fail the test with `what` otherwise."""
    started = time.monotonic()
    while not true():
        if time.monotonic() - started > seconds:
            raise AssertionError(f"Waited {seconds:.0f} s in vain until {what}.")
        time.sleep(every)
    return time.monotonic() - started


@dataclass
class Child:
    """One process of the portal in a process group of its own; its words go to a log file."""

    name: str
    argv: Sequence[str]
    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    # where in the log this life of the process begins
    began: int = 0

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start it; do not wait until it is ready."""
        self.began = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.argv),
                cwd=REPOSITORY,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS, "PYTHONUNBUFFERED": "1", **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
            )

    def wait_for(self, words: str, seconds: float = PATIENCE) -> None:
        """Wait until its log says `words`; fail with the log when it ends before."""

        def said() -> bool:
            assert self.process is not None
            assert self.process.poll() is None, f"{self.name} ended:\n{self.words()}"
            return words in self.words()

        wait_until(said, f"{self.name} says {words!r}", seconds)

    def words(self) -> str:
        """Return everything it said since its latest start."""
        return self.log.read_bytes()[self.began :].decode(errors="replace") if self.log.exists() else ""

    def kill(self) -> None:
        """Kill -9 the process with all its children, as the kernel does when a container dies."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def stop(self, seconds: float = 15.0) -> int:
        """Ask it to end (SIGTERM) and return its exit status; kill it after `seconds`."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end within {seconds:.0f} s:\n{self.words()[-3000:]}") from None
        self._sweep()
        self.process = None
        return status

    def children(self) -> list[psutil.Process]:
        """List its own children that are alive."""
        assert self.process is not None
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def _sweep(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def __enter__(self) -> Child:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


def manage(name: str, *words: str, folder: Path, environ: Mapping[str, str] | None = None) -> Child:
    """Make a child that runs a management command."""
    return Child(name, [sys.executable, "manage.py", *words], folder, environ or {})


def relay(folder: Path, environ: Mapping[str, str] | None = None, name: str = "relay") -> Child:
    """Make a relay."""
    return manage(name, "relay", folder=folder, environ=environ)


def worker(
    folder: Path,
    environ: Mapping[str, str] | None = None,
    *,
    queues: str = "bell,feed,paper,bulk",
    concurrency: int = 2,
    name: str = "worker",
) -> Child:
    """Make a Celery worker as `make demo` runs it."""
    argv = [sys.executable, "-m", "celery", "-A", "portal", "worker", "-Q", queues, "--concurrency", str(concurrency)]
    argv += ["--without-gossip", "--without-mingle", "--loglevel", "INFO", "-n", f"{name}@%h"]
    return Child(name, argv, folder, environ or {})


READY = {"relay": "The relay runs.", "worker": "ready."}


@dataclass
class Sink:
    """A real SMTP server that keeps what it gets."""

    child: Child
    port: int
    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """What the portal must be told to mail there."""
        return {"EMAIL_URL": f"smtp://127.0.0.1:{self.port}", "MAILSINK_DIR": str(self.folder)}

    def mails(self) -> list[mailbox.Mail]:
        """Return the messages received so far, oldest first."""
        return list(mailbox.read_all(self.folder, mailbox.names(self.folder)[::-1]))

    def count(self) -> int:
        """Count the messages received so far, copies included."""
        return len(mailbox.names(self.folder))


@contextmanager
def mail_sink(folder: Path) -> Iterator[Sink]:
    """Run a mail sink."""
    port = free_port()
    box = folder / "mail"
    child = manage("mailsink", "mailsink", "--port", str(port), "--folder", str(box), folder=folder)
    with child:
        child.wait_for("listens on")
        yield Sink(child, port, box)
