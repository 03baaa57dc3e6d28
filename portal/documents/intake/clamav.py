"""ClamAV over its socket (INSTREAM), when an address is configured."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 60


class ScannerUnavailable(Exception):
    """The scanner is down, hangs, or refused to judge. The file is then held back, never called clean."""


def scan(path: Path, address: str) -> str:
    """Give the name of the malware found, "" when none. `address` is tcp://host:port or unix:///path."""
    try:
        with _connect(address) as line, path.open("rb") as stream:
            line.sendall(b"zINSTREAM\0")
            while chunk := stream.read(CHUNK):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (piece := line.recv(4096)):
                answer += piece
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    verdict = answer.rstrip(b"\0").decode("utf-8", "replace").removeprefix("stream: ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScannerUnavailable(verdict or "no answer")


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(TIMEOUT_SECONDS)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=TIMEOUT_SECONDS)
