"""Every hostile file ends in its tabled state; a checker that fails never says clean."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from portal.documents.intake import judge as judging
from portal.documents.intake.inspect import look
from portal.documents.intake.names import clean_name
from portal.documents.intake.reasons import REASONS
from tests.uploads.hostile import hostile, pdf

TABLE = dict(hostile())
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize("name", TABLE)
def test_every_file_ends_in_its_tabled_state(tmp_path: Path, name: str) -> None:
    body, state, reason = TABLE[name]
    path = tmp_path / "upload"
    path.write_bytes(body)
    verdict = look(path, name)
    assert verdict["state"] == state, verdict
    assert reason in {verdict["reason"], "?"}, verdict
    assert verdict["reason"] == "" or verdict["reason"] in REASONS


def test_the_table_is_long_enough() -> None:
    assert sum(state != "clean" for _body, state, _reason in TABLE.values()) >= 60


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    return default_storage.save("x/file", ContentFile(pdf()))


def test_the_fenced_process_gives_the_verdict(kept: str) -> None:
    assert judging.judge(kept, "a.pdf") == judging.Verdict("clean", "", "application/pdf")


def test_a_checker_that_cannot_run_holds_the_file_back(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert judging.judge(kept, "a.pdf") == judging.Verdict("quarantined", "checker_failed")


def test_a_checker_that_hangs_holds_the_file_back(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "LOOK_SECONDS", 0.01)
    assert judging.judge(kept, "a.pdf").state == "quarantined"


@pytest.mark.parametrize("words", ["", "clean", "{}", "[]", '{"state": "fine", "reason": "", "media_type": ""}'])
def test_a_checker_that_babbles_holds_the_file_back(
    kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    babbler = tmp_path / "babbler"
    babbler.write_text(f"#!/bin/sh\nprintf '%s' '{words}'\n")
    babbler.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(babbler))
    assert judging.judge(kept, "a.pdf") == judging.Verdict("quarantined", "checker_failed")


def test_bytes_that_are_gone_hold_the_file_back(kept: str) -> None:
    default_storage.delete(kept)
    assert judging.judge(kept, "a.pdf") == judging.Verdict("quarantined", "unreadable")


@contextmanager
def scanner(answer: bytes) -> Iterator[str]:
    """A server that speaks INSTREAM: reads all chunks, then gives `answer` (None of it when empty)."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _address = server.accept()
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                while size := int.from_bytes(stream.read(4), "big"):
                    stream.read(size)
                line.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"stream: OK\0", ("clean", "")),
        (b"stream: Eicar-Test-Signature FOUND\0", ("rejected", "malware")),
        (b"INSTREAM size limit exceeded. ERROR\0", ("quarantined", "scanner_unavailable")),
        (b"", ("quarantined", "scanner_unavailable")),
    ],
)
def test_the_scanner_has_the_last_word(kept: str, settings: Settings, answer: bytes, expected: tuple[str, str]) -> None:
    with scanner(answer) as address:
        settings.CLAMAV_ADDRESS = address
        verdict = judging.judge(kept, "a.pdf")
    assert (verdict.state, verdict.reason) == expected


def test_a_scanner_that_is_down_holds_the_file_back(kept: str, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{port}"
    assert judging.judge(kept, "a.pdf").reason == "scanner_unavailable"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\函.pdf", "函.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\0b\n.pdf", "ab.pdf"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 176 + ".pdf"),
    ],
)
def test_names_are_made_harmless(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean
