"""The address to which a report about one delivery comes back (variable envelope return path, VERP), signed.

The tag before the @ is the delivery's id and ten bytes of a keyed hash over it, in base 32: mail servers may change the
case of what stands there, and 64 characters are all it may have (RFC 5321). Who cannot make a tag cannot say of anybody's
mail that it came back.
"""

from __future__ import annotations

import base64
import re
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "portal.notices.bounces"
_ID_CHARACTERS = 26
_SIGNATURE_BYTES = 10
_TAG = r"([a-z2-7]{42})"


class ForgedError(ValueError):
    """An address that looks like one of ours and was not made here."""


def _coded(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


def _signature(delivery: UUID) -> str:
    return _coded(salted_hmac(_SALT, delivery.hex, algorithm="sha256").digest()[:_SIGNATURE_BYTES])


def bounce_address(delivery: UUID) -> str:
    """Give the sender for the envelope of a delivery; the plain one while BOUNCE_ADDRESS is not set."""
    name, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    if not domain:
        return settings.DEFAULT_FROM_EMAIL
    tag = _coded(delivery.bytes) + _signature(delivery)
    return f"{name}+{tag}@{domain}" if name else f"{tag}@{domain}"


def delivery_of(text: str) -> UUID | None:
    """Find one of our return addresses in a header and give its delivery; None without one, ForgedError for a wrong signature."""
    name, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    before = rf"{re.escape(name)}\+" if name else r"(?<![a-z0-9.+_-])"
    found = re.search(rf"{before}{_TAG}@{re.escape(domain)}(?![a-z0-9.-])", text.lower())
    if not domain or found is None:
        return None
    tag = found[1]
    delivery = UUID(bytes=base64.b32decode(tag[:_ID_CHARACTERS].upper() + "======"))
    if not constant_time_compare(tag[_ID_CHARACTERS:], _signature(delivery)):
        raise ForgedError
    return delivery
