"""Signed links: what a mail carries to confirm a sign-up and to open the own page. Each is signed for one purpose."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

CONFIRM = "confirm"
OWN = "own"
# The own page has no end of its own: certificate and materials are opened long after the event.
AGES = {CONFIRM: timedelta(days=7), OWN: None}


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"exhibitions.events.{purpose}", sep="~")


def token(purpose: str, key: UUID | str) -> str:
    """Sign a key for one purpose."""
    return _signer(purpose).sign(str(key))


def key_of(purpose: str, signed: str) -> UUID | None:
    """Give the key of a link; None when it was not signed by us, for another purpose, or is too old."""
    try:
        return UUID(_signer(purpose).unsign(signed, max_age=AGES[purpose]))
    except (signing.BadSignature, ValueError):
        return None


def address(purpose: str, key: UUID | str) -> str:
    """Give the whole address of a link, as mails carry it."""
    return settings.PUBLIC_URL + reverse(f"events:{purpose}", args=[token(purpose, key)])
