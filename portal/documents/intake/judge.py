"""Give the verdict on a stored file: the fenced look first, then the scanner. A failing checker never says clean."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from portal.documents.intake import clamav

logger = logging.getLogger(__name__)
LOOK_SECONDS = 60
STATES = {"clean", "rejected"}


@dataclass(frozen=True)
class Verdict:
    """The state a file ends in, the reason's code where it is not clean, and its media type."""

    state: str
    reason: str = ""
    media_type: str = ""


def judge(storage_key: str, name: str, *, voice: bool = False) -> Verdict:
    """Judge the bytes under `storage_key`, as a voice note if so. Runs outside any transaction; never raises for a hostile file."""
    with tempfile.TemporaryDirectory(prefix="zhinan-look-") as folder:
        path = Path(folder) / "upload"
        try:
            with default_storage.open(storage_key) as stream, path.open("wb") as copy:
                shutil.copyfileobj(stream, copy)
        except OSError:
            logger.exception("The bytes of an upload cannot be read.")
            return Verdict("quarantined", "unreadable")
        verdict = _look(path, name, voice=voice)
        if verdict.state == "clean" and settings.CLAMAV_ADDRESS:
            return _scan(path, verdict)
        return verdict


def _look(path: Path, name: str, *, voice: bool) -> Verdict:
    command = [
        sys.executable,
        "-m",
        "portal.documents.intake.inspect",
        str(path),
        name,
        *(["--voice"] if voice else []),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=LOOK_SECONDS, cwd=settings.BASE_DIR, check=True, text=True
        )
        answer = json.loads(done.stdout)
        state, reason, media_type = answer["state"], answer["reason"], answer["media_type"]
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        logger.warning("The look at an upload failed; it is held back.", exc_info=True)
        return Verdict("quarantined", "checker_failed")
    if state not in STATES:
        return Verdict("quarantined", "checker_failed")
    return Verdict(state, reason, media_type)


def _scan(path: Path, verdict: Verdict) -> Verdict:
    try:
        found = clamav.scan(path, settings.CLAMAV_ADDRESS)
    except clamav.ScannerUnavailable:
        logger.warning("The virus scanner did not judge; the file is held back.", exc_info=True)
        return Verdict("quarantined", "scanner_unavailable", verdict.media_type)
    if found:
        logger.warning("Malware found in an upload: %s.", found)
        return Verdict("rejected", "malware", verdict.media_type)
    return verdict
