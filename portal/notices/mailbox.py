"""The demo's mail: a sink that takes what the portal sends over real SMTP, and a reader for the mailbox page.

One file a message, as it came over the line. Names sort by arrival. Nothing here runs in production: the sink is a
development requirement and the pages answer 404 unless `PORTAL_DEMO` is set.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from portal.uuid7 import uuid7

MOST_KEPT = 5000
_NAME = re.compile(r"[0-9a-f-]{36}\Z")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S | re.I)
_HEAD = re.compile(r"<head[^>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Mail:
    """One received message."""

    name: str
    sender: str
    recipients: str
    subject: str
    message_id: str
    at: datetime | None
    text: str
    html: str


def keep(folder: Path, content: bytes) -> str:
    """Store one message and return its name; a half-written file is never seen."""
    folder.mkdir(parents=True, exist_ok=True)
    name = str(uuid7())
    draft = folder / f".{name}"
    draft.write_bytes(content)
    draft.rename(folder / f"{name}.eml")
    return name


def sweep(folder: Path, most: int = MOST_KEPT) -> None:
    """Throw the oldest messages away, so that a demo that runs for weeks does not fill the disk."""
    for path in sorted(folder.glob("*.eml"))[:-most]:
        path.unlink(missing_ok=True)


def names(folder: Path) -> list[str]:
    """List stored messages, newest first."""
    return sorted((path.stem for path in folder.glob("*.eml")), reverse=True)


def read(folder: Path, name: str) -> Mail | None:
    """Read one message; None when there is none of this name."""
    if not _NAME.match(name):
        return None
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(
        name=name,
        sender=str(message.get("From", "")),
        recipients=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        message_id=str(message.get("Message-ID", "")).strip(),
        at=_moment(message),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def read_all(folder: Path, wanted: Sequence[str]) -> Iterator[Mail]:
    """Read the messages of some names, passing over what was swept away meanwhile."""
    for name in wanted:
        if (mail := read(folder, name)) is not None:
            yield mail


def framed(html: str) -> str:
    """Prepare the HTML of a mail for its frame: links open in the whole window."""
    base = '<base target="_top">'
    return _HEAD.sub(lambda head: head[0] + base, html, count=1) if _HEAD.search(html) else base + html


def style_hashes(html: str) -> list[str]:
    """Give the CSP sources of a mail's own style blocks, so that its page need not allow inline styles at large."""
    # A mail travels with CRLF; a browser hashes what it has parsed, where every line ends in LF (HTML, 13.2.3.5).
    parsed = html.replace("\r\n", "\n").replace("\r", "\n")
    digests = (hashlib.sha256(block.encode()).digest() for block in _STYLE.findall(parsed))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    try:
        return str(part.get_content()) if part is not None else ""
    except (LookupError, ValueError):  # a charset nobody knows
        return ""


def _moment(message: EmailMessage) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None
    # "-0000" means UTC from a sender that names no zone of its own (RFC 5322, 3.3); Python leaves it naive.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
