"""Typed readers of the environment: a wrong or missing variable stops the boot with its name.

Every reader registers the variable it reads in `REGISTRY`, so that the deployment files can be checked
against what the settings really ask for (tests/test_compose.py). A secret may come from a file named by
`<NAME>_FILE`, as container secrets do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, overload
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


@dataclass(frozen=True)
class Variable:
    """One environment variable that the settings read."""

    name: str
    kind: str
    required: bool


REGISTRY: dict[str, Variable] = {}


class _Missing:
    pass


MISSING = _Missing()


def _raw(name: str) -> str | None:
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read the file it names: {error.strerror}.") from error
    return os.environ.get(name)


def _read(name: str, kind: str, default: T | _Missing, parse: Callable[[str], T]) -> T:
    REGISTRY[name] = Variable(name, kind, required=isinstance(default, _Missing))
    raw = _raw(name)
    if raw is None or raw == "":
        if isinstance(default, _Missing):
            raise ImproperlyConfigured(f"{name}: set this environment variable ({kind}).")
        return default
    try:
        return parse(raw)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{name}: not a valid {kind}.") from error


@overload
def text(name: str) -> str: ...
@overload
def text(name: str, default: str) -> str: ...
def text(name: str, default: str | _Missing = MISSING) -> str:
    """Read a string."""
    return _read(name, "string", default, str)


def boolean(name: str, default: bool) -> bool:
    """Read a yes/no: 1, true, yes, on or 0, false, no, off."""

    def parse(raw: str) -> bool:
        word = raw.strip().lower()
        if word in {"1", "true", "yes", "on"}:
            return True
        if word in {"0", "false", "no", "off"}:
            return False
        raise ValueError(word)

    return _read(name, "yes/no", default, parse)


def integer(name: str, default: int) -> int:
    """Read a whole number."""
    return _read(name, "whole number", default, int)


def words(name: str, default: list[str]) -> list[str]:
    """Read a comma-separated list."""
    return _read(name, "comma-separated list", default, lambda raw: [w.strip() for w in raw.split(",") if w.strip()])


@overload
def path(name: str) -> Path: ...
@overload
def path(name: str, default: Path) -> Path: ...
def path(name: str, default: Path | _Missing = MISSING) -> Path:
    """Read a folder or file path."""
    return _read(name, "path", default, Path)


DatabaseConfig = dict[str, object]


def database(name: str) -> DatabaseConfig | None:
    """Read a `postgresql://user:password@host:port/name` address as a Django DATABASES entry; None when unset.

    A socket folder may stand in the query as `?host=/run/postgresql`.
    """

    def parse(raw: str) -> DatabaseConfig:
        parts = urlsplit(raw)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise ValueError(raw)
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", "")) or parts.hostname or "",
            "PORT": str(parts.port or ""),
        }

    return _read(name, "postgresql:// address", None, parse)


@dataclass(frozen=True)
class MailServer:
    """Where mail goes: host, port, login and whether the line is encrypted."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    ssl: bool


def mail_server(name: str, default: str) -> MailServer:
    """Read `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` user:password@host:port."""

    def parse(raw: str) -> MailServer:
        parts = urlsplit(raw)
        if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
            raise ValueError(raw)
        return MailServer(
            host=parts.hostname,
            port=parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starttls=parts.scheme == "smtp+tls",
            ssl=parts.scheme == "smtps",
        )

    return _read(name, "smtp:// address", parse(default), parse)


@dataclass(frozen=True)
class Mailbox:
    """A folder of mail that is read by IMAP over TLS."""

    host: str
    port: int
    user: str
    password: str
    folder: str


def mailbox(name: str) -> Mailbox | None:
    """Read `imaps://user:password@host:port/folder` (port 993, folder INBOX); None when unset."""

    def parse(raw: str) -> Mailbox:
        parts = urlsplit(raw)
        if parts.scheme != "imaps" or not parts.hostname or not parts.username or not parts.password:
            raise ValueError(raw)
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if re.search(r"[^ -~]", folder):
            raise ValueError(raw)
        return Mailbox(parts.hostname, parts.port or 993, unquote(parts.username), unquote(parts.password), folder)

    return _read(name, "imaps:// address", None, parse)


def tagged_address(name: str) -> str:
    """Read `name@domain`, written to as `name+tag@domain`, or `@domain`, written to as `tag@domain`; empty when unset."""

    def parse(raw: str) -> str:
        # 64 characters are all that stand before the @ (RFC 5321 4.5.3.1.1); the tag takes 42 of them and its + one.
        if not re.fullmatch(r"[a-z0-9._-]{0,21}@[a-z0-9-]+(\.[a-z0-9-]+)+", raw):
            raise ValueError(raw)
        return raw

    return _read(name, "lower-case address name@domain or @domain", "", parse)
