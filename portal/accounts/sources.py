"""Where a request comes from: its network address, and whether its browser has proved itself for an account before."""

from __future__ import annotations

import ipaddress
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

DEVICE_COOKIE = "zhinan_device"
DEVICE_SECONDS = 180 * 24 * 3600
DEVICE_SALT = "portal.accounts.device"
# A shared computer remembers this many people; the one who came first is forgotten first.
DEVICE_ACCOUNTS = 8


def client_address(request: HttpRequest) -> str:
    """Return the address the request came from; behind `TRUSTED_PROXY_COUNT` proxies, what the outermost of them saw."""
    address = request.META.get("REMOTE_ADDR", "")
    hops: int = settings.TRUSTED_PROXY_COUNT
    if hops:
        forwarded = [
            piece.strip() for piece in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if piece.strip()
        ]
        # A shorter chain than the proxies make did not pass them all: believe the connection, not the header.
        address = forwarded[-hops] if len(forwarded) >= hops else address
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return request.META.get("REMOTE_ADDR", "") or "0.0.0.0"  # noqa: S104 - an address to count under, not to bind to
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(parsed)


def network_of(address: str) -> str:
    """Return the network an address is counted under: /24 for IPv4, /64 for IPv6."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 64}", strict=False))


def account_key(email: str) -> str:
    """Return a keyed hash of an account's e-mail as typed, for counters, cookies and the audit trail."""
    return salted_hmac("portal.accounts.account", email.strip().lower(), algorithm="sha256").hexdigest()


def source_key(kind: str, value: str) -> str:
    """Return a keyed hash of a source of requests."""
    return salted_hmac("portal.accounts.source", f"{kind}:{value}", algorithm="sha256").hexdigest()


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    """Read the device cookie: its id and the accounts that logged in with it; empty when absent or not ours."""
    try:
        content: Any = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS)
    except signing.BadSignature:
        return "", []
    if not isinstance(content, dict):
        return "", []
    return str(content.get("id", "")), [str(key) for key in content.get("accounts", [])]


def trusted_device(request: HttpRequest, account: str) -> str:
    """Return the id of this browser if it has completed a log-in of `account` (an `account_key`) before, else ""."""
    device, accounts = _device(request)
    return device if account[:32] in accounts else ""


def trust_device(request: HttpRequest, response: HttpResponseBase, account: str) -> None:
    """Let this browser be known for `account` from now on: guesses made elsewhere never stand in its way."""
    device, accounts = _device(request)
    short = account[:32]
    kept = [key for key in accounts if key != short][-(DEVICE_ACCOUNTS - 1) :]
    response.set_cookie(
        DEVICE_COOKIE,
        signing.dumps({"id": device or secrets.token_hex(16), "accounts": [*kept, short]}, salt=DEVICE_SALT),
        max_age=DEVICE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
