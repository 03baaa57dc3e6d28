"""What the Dockerfile does with this tree, as far as it can be done without an engine."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_image_serves_every_file_its_pages_name(tmp_path: Path) -> None:
    """Run the Dockerfile's own collectstatic with production settings: fonts of the documents stay out, the rest is whole."""
    found = re.search(
        r"^ *(python manage\.py collectstatic [^\\]+)", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE
    )
    assert found is not None
    _python, *arguments = shlex.split(found[1])
    root = tmp_path / "staticfiles"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.setup.image_settings",
        "SECRET_KEY": "only-for-this-step",
        "STATIC_ROOT": str(root),
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=REPOSITORY, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    paths = json.loads((root / "staticfiles.json").read_text())["paths"]
    assert {"build/tabler.min.css", "css/theme.css", "css/phone.css", "build/htmx.min.js"} <= set(paths)
    assert not [name for name in paths if "Noto" in name or name.endswith("axe.min.js")]
