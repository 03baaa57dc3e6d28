"""Run every static check, all of them even when one fails: ``python -m tools.check`` (``make check``)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.console import ROOT

BIN = Path(sys.executable).parent
CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("ruff", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("mypy", [sys.executable, "-m", "mypy"]),
    ("djlint", [str(BIN / "djlint"), "--lint", "--quiet", "templates"]),
    ("import contracts", [str(BIN / "lint-imports"), "--no-logo"]),
    ("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("messages", [sys.executable, "-m", "tools.messages", "check"]),
)


def main() -> int:
    """Run the checks and return 1 when any failed."""
    # no check touches a database: the settings are only loaded
    env = {"DJANGO_SETTINGS_MODULE": "portal.settings.test", **os.environ}
    failed = []
    for name, argv in CHECKS:
        result = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        print(f"{'✓' if result.returncode == 0 else '✗'} {name}", flush=True)
        if result.returncode:
            failed.append(name)
            print((result.stdout + result.stderr).strip(), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
