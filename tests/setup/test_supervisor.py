"""The demo's supervisor: what falls gets up, what is stopped stops, and a killed supervisor leaves nobody."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tools.console import ROOT
from tools.supervisor import FALLS, KeepsFalling, Service, Supervisor

WAIT = 20.0
# two programs that last, one of which forks a child of its own as gunicorn does
PROGRAM = """
import sys, time, os, signal
from pathlib import Path
from tools.supervisor import Service, Stopped, Supervisor, stop_on_signals
folder = Path(sys.argv[1])
lasting = [sys.executable, "-c", "import time; time.sleep(600)"]
stop_on_signals()
services = [Service(name, lasting, os.environ, folder / f"{name}.log") for name in ("one", "two")]
supervisor = Supervisor(services)
try:
    supervisor.start()
    print(*(service.child.pid for service in services), flush=True)
    while True:
        supervisor.check()
        time.sleep(0.05)
except Stopped:
    supervisor.stop()
    print("stopped", flush=True)
"""


def until(condition: Callable[[], bool]) -> None:
    """Wait until `condition` holds; fail when it does not in time."""
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Say whether the process runs (a zombie does not)."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_end_of_the_supervisor_is_the_end_of_its_services(how: signal.Signals, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        pids = [int(word) for word in supervisor.stdout.readline().split()]
        assert len(pids) == 2
        assert all(map(alive, pids))
        supervisor.send_signal(how)
        until(lambda: not any(map(alive, pids)))
        said = supervisor.stdout.read()
    assert said == ("" if how is signal.SIGKILL else "stopped\n")


def test_a_fallen_service_gets_up_and_a_hopeless_one_is_named(tmp_path: Path) -> None:
    service = Service(
        "hopeless", [sys.executable, "-c", "print('why'); raise SystemExit(3)"], os.environ, tmp_path / "log"
    )
    supervisor = Supervisor([service])
    supervisor.start()
    for _ in range(FALLS):
        until(service.fallen)
        supervisor.check()
    until(service.fallen)
    with pytest.raises(KeepsFalling, match=r"hopeless keeps ending \(status 3\)"):
        supervisor.check()
    assert service.log.read_text() == "why\n" * (FALLS + 1)
    supervisor.stop()
