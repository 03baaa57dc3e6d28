"""How the tools speak: short lines, progress, and one clear sentence when something fails."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
_TTY_SECONDS, _PLAIN_SECONDS = 0.2, 15.0


def say(sentence: str) -> None:
    """Print one line about what happens now."""
    print(f"· {sentence}", flush=True)


def fail(sentence: str) -> NoReturn:
    """Print one sentence a person can act on and end with status 1."""
    print(f"✗ {sentence}", file=sys.stderr, flush=True)
    raise SystemExit(1)


class Progress:
    """A line that is rewritten on a terminal, and repeated now and then in a log file."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.started = self.shown = time.monotonic()

    def show(self, detail: str) -> None:
        """Show `detail` unless the last one is too fresh."""
        now = time.monotonic()
        if now - self.shown < (_TTY_SECONDS if sys.stdout.isatty() else _PLAIN_SECONDS):
            return
        self.shown = now
        line = f"  {self.what}: {detail} ({now - self.started:.0f} s)"
        print(f"\r\033[K{line[:110]}" if sys.stdout.isatty() else line, end="", flush=True)
        if not sys.stdout.isatty():
            print(flush=True)

    def done(self) -> None:
        """Clear the line."""
        if sys.stdout.isatty():
            print("\r\033[K", end="", flush=True)


def run_logged(
    what: str, argv: list[str], log_name: str, *, env: dict[str, str] | None = None, total: int = 0, count: str = ""
) -> None:
    """Run a long command with its output in ``.local/log/<log_name>.log`` and its progress on the screen.

    Lines that begin with `count` are counted against `total`; without `count` only the time is shown. A failure ends
    the program with the command's last words.
    """
    log = LOCAL / "log" / f"{log_name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress(what)
    with log.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            argv, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )
        while True:
            try:
                status = process.wait(_TTY_SECONDS)
                break
            except subprocess.TimeoutExpired:
                progress.show(f"{_count(log, count)} of about {total}" if count else "working")
            except KeyboardInterrupt:
                process.terminate()
                process.wait()
                raise
    progress.done()
    if status:
        words = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        last = words[-1].strip() if words else f"status {status}"
        fail(f"{what} failed: {last} (everything it said is in {log.relative_to(ROOT)})")


def _count(log: Path, beginning: str) -> int:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return sum(line.lstrip().startswith(beginning) for line in lines)
