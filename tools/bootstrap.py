"""Prepare a bare machine: ``python3 -m tools.bootstrap demo|test``.

Uses the standard library only and changes nothing when everything is in place: it makes ``.venv``, installs the
hash-pinned lock files, finds or installs the system libraries, copies the front-end assets and compiles the messages.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.console import ROOT, fail, run_logged, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = (ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt")
FLOOR = (3, 11)


def use_new_enough_python() -> None:
    """Go on under a Python of 3.11 or newer, or say that there is none."""
    if sys.version_info >= FLOOR:
        return
    for minor in (14, 13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, "-m", "tools.bootstrap", *sys.argv[1:]])
    fail("The portal needs Python 3.11 or newer: install it (for example: apt-get install python3) and try again.")


def make_venv() -> None:
    """Create ``.venv`` unless a working one is there."""
    if PYTHON.exists() and _quiet([str(PYTHON), "-c", f"import sys, pip; sys.exit(sys.version_info < {FLOOR})"]):
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    if not _quiet([sys.executable, "-c", "import ensurepip, venv"]):
        from tools.system import install_packages

        version = f"python3.{sys.version_info[1]}-venv"
        if not install_packages([version]):
            fail(f"Python cannot make virtual environments here: install the package {version} and try again.")
    result = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if result.returncode:
        fail(f"Making .venv failed: {(result.stderr or result.stdout).strip().splitlines()[-1]}")


def install_requirements() -> None:
    """Install the lock files when they or the Python changed since the last time."""
    stamp = VENV / ".installed"
    digest = hashlib.sha256(b"".join(lock.read_bytes() for lock in LOCKS))
    digest.update(subprocess.run([str(PYTHON), "-VV"], capture_output=True, check=True).stdout)
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    pins = sum("==" in line for line in "\n".join(lock.read_text() for lock in LOCKS).splitlines())
    say(f"Installing about {pins} pinned Python packages (two to four minutes the first time)")
    argv = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-input", "--progress-bar", "off"]
    argv += ["--disable-pip-version-check", "--no-warn-script-location", "--root-user-action", "ignore"]
    # The lock files name everything that is needed, and most of it is never imported: compiled when first used.
    argv += ["--no-deps", "--no-compile"]
    for lock in LOCKS:
        argv += ["-r", str(lock)]
    run_logged("Installing Python packages", argv, "pip", total=pins, count="Collecting")
    stamp.write_text(digest.hexdigest())


def _quiet(argv: list[str]) -> bool:
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0


def _tool(module: str, *arguments: str) -> None:
    status = subprocess.run([str(PYTHON), "-m", f"tools.{module}", *arguments], cwd=ROOT, check=False).returncode
    if status:
        raise SystemExit(status)


def main() -> int:
    """Prepare for the purpose named on the command line."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "demo"
    if purpose not in {"demo", "test"}:
        fail("Say what to prepare for: demo or test.")
    if sys.platform == "win32":
        fail("The portal runs on Linux and macOS; on Windows use the Linux subsystem.")
    use_new_enough_python()
    os.chdir(Path(ROOT))
    make_venv()
    install_requirements()
    _tool("system", purpose)
    _tool("assets")
    _tool("messages", "compile")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
