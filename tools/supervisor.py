"""Run several programs as one: start them, start again what falls, stop them together, leave none behind."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.embedded.process import die_with_parent, follow_parent
from tools.console import ROOT, say

STOP_SECONDS = 15.0
# a program that falls this often within this time will not be mended by starting it again
FALLS, FALL_SECONDS = 5, 60.0
LOG_BYTES = 5_000_000


class Stopped(Exception):
    """Somebody asked the whole to stop (Ctrl-C, SIGTERM, or the end of the program that started it)."""


class KeepsFalling(RuntimeError):
    """A program ends again and again; the message names it and its log."""


@dataclass
class Service:
    """One program: its command line, environment and log file."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    child: subprocess.Popen[bytes] | None = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the program in a session of its own; the kernel ends it when we end, however that happens."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                list(self.argv),
                cwd=ROOT,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )

    def fallen(self) -> bool:
        """Say whether the program has ended since `start`."""
        return self.child is not None and self.child.poll() is not None


class Supervisor:
    """The services in the order they start; they stop in the opposite one."""

    def __init__(self, services: Sequence[Service]) -> None:
        self.services = list(services)

    def start(self) -> None:
        """Start all services."""
        for service in self.services:
            service.start()

    def check(self) -> None:
        """Start again what fell; raise KeepsFalling when that does not help."""
        for service in self.services:
            if not service.fallen():
                continue
            assert service.child is not None
            now = time.monotonic()
            service.falls = [moment for moment in service.falls if now - moment < FALL_SECONDS] + [now]
            if len(service.falls) > FALLS:
                raise KeepsFalling(
                    f"{service.name} keeps ending (status {service.child.returncode}); see {service.log}."
                )
            say(f"{service.name} ended with status {service.child.returncode}; starting it again")
            service.start()

    def stop(self) -> None:
        """Ask every service to end, wait, and kill what does not."""
        running = [service for service in reversed(self.services) if service.child is not None and not service.fallen()]
        for service in running:
            if service.child is not None:
                service.child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for service in running:
            if service.child is None:
                continue
            try:
                service.child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                service.child.kill()
                service.child.wait()


def stop_on_signals() -> None:
    """Turn SIGINT, SIGTERM and SIGHUP into `Stopped`; have the kernel send SIGTERM when our own parent ends."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    follow_parent(signal.SIGTERM)  # make, which somebody may kill
