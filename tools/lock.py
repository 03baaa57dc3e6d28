"""Compile the lock files: ``python -m tools.lock`` (``make lock``). No lock file names a host."""

from __future__ import annotations

import re
import subprocess
import sys

from tools.assets import npm
from tools.console import ROOT, fail, say

UV = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--no-header", "--no-annotate"]
# npm's lock also tells where a package asks for funds, which is no place to fetch it from.
_HOSTS = {
    ".txt": re.compile(r"^(--index-url|--find-links|--extra-index-url)|https?://", re.IGNORECASE | re.MULTILINE),
    ".json": re.compile(r"\"resolved\":"),
}


def main() -> int:
    """Compile requirements/*.in and package-lock.json, then look for host names in them."""
    uv = [sys.executable, "-m", *UV, "--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links"]
    for name in ("base", "dev"):
        say(f"Compiling requirements/{name}.txt")
        arguments = ["--quiet", f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        if subprocess.run([*uv, *arguments], cwd=ROOT, check=False).returncode:
            fail(f"requirements/{name}.in cannot be compiled; uv says why above.")
    say("Compiling package-lock.json")
    command, env = npm()
    if subprocess.run(
        [*command, "install", "--package-lock-only", "--ignore-scripts"], cwd=ROOT, env=env, check=False
    ).returncode:
        fail("package-lock.json cannot be compiled; npm says why above.")
    for path in (ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt", ROOT / "package-lock.json"):
        if _HOSTS[path.suffix].search(path.read_text()):
            fail(f"{path.relative_to(ROOT)} names a host.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
