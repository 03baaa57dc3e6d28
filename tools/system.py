"""Find the libraries and programs that no Python package brings, and install what is missing where that is allowed.

``python -m tools.system demo|test``. Allowed means: there is ``apt-get``, and we are root or may use sudo without a
password. Otherwise one sentence says what to install.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.console import fail, run_logged, say


@dataclass(frozen=True)
class Need:
    """Something of the system: how to see that it is there, the Debian packages that bring it, and for what."""

    name: str
    present: Callable[[], bool]
    packages: tuple[str, ...]
    why: str
    purposes: tuple[str, ...] = ("test",)
    required: bool = True


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def _program(*names: str) -> Callable[[], bool]:
    # pgbouncer lies in /usr/sbin, which an ordinary user's path may lack
    path = os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin"
    return lambda: any(shutil.which(name, path=path) for name in names)


def _chinese_font() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    return bool(subprocess.run([listing, ":lang=zh"], capture_output=True, check=False).stdout.strip())


BOTH = ("demo", "test")
NEEDS = (
    Need("Pango", _library("pangoft2-1.0"), ("libpango-1.0-0", "libpangoft2-1.0-0"), "PDF documents", BOTH),
    Need("HarfBuzz subsetter", _library("harfbuzz-subset"), ("libharfbuzz-subset0",), "small PDF files", BOTH, False),
    Need("libmagic", _library("magic"), ("libmagic1",), "recognising uploaded files", BOTH),
    Need("Chromium", _program("chromium", "chromium-browser", "google-chrome"), ("chromium",), "browser tests"),
    Need("curl", _program("curl"), ("curl",), "walking docs/api.md"),
    Need("a Chinese font", _chinese_font, ("fontconfig", "fonts-noto-cjk"), "screenshots", required=False),
    Need("pdftotext", _program("pdftotext"), ("poppler-utils",), "looking at PDF pages", required=False),
    Need("PgBouncer", _program("pgbouncer"), ("pgbouncer",), "tests through the connection pool", required=False),
)


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages where that is possible and allowed; say whether it was tried."""
    apt = shutil.which("apt-get")
    if apt is None or os.environ.get("PORTAL_NO_APT"):
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if sudo is None or subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode:
            return False
        prefix = [sudo, "-n"]
    say("Installing with apt-get: " + " ".join(packages))
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # a service that a package brings must not start here: the policy file is Debian's way to say so
    run_logged("Reading the package lists", [*prefix, apt, "update"], "apt-update", env=env)
    options = ["-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    run_logged("Installing system packages", [*prefix, apt, "install", *options, *packages], "apt", env=env)
    return True


def main() -> int:
    """Check everything that the purpose on the command line needs."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "demo"
    missing = [need for need in NEEDS if purpose in need.purposes and not need.present()]
    if not missing:
        return 0
    packages = sorted({package for need in missing for package in need.packages if _known(package)})
    installed = bool(packages) and install_packages(packages)
    for need in missing:
        if installed and need.present():
            continue
        sentence = (
            f"{need.name} is missing, needed for {need.why}: install it with your system's package manager"
            f" (on Debian: apt-get install {' '.join(need.packages)}) and try again."
        )
        if need.required:
            fail(sentence)
        say(sentence.replace(" and try again", "") + " Going on without it.")
    return 0


def _known(package: str) -> bool:
    """Say whether this Debian has the package; asked only where the package lists are filled."""
    lists = Path("/var/lib/apt/lists")
    cache = shutil.which("apt-cache")
    if cache is None or not any(lists.glob("*_Packages*")):
        return True
    return bool(subprocess.run([cache, "show", package], capture_output=True, check=False).stdout)


if __name__ == "__main__":
    raise SystemExit(main())
