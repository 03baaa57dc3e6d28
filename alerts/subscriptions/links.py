"""Signed links: what a mail carries to confirm, to manage and to end a subscription.

A link carries a key that is known to nobody but the mail it travels in (122 random bits), signed for one purpose, so that
the link to unsubscribe, which stands in every mail that gets forwarded, opens nothing else.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

CONFIRM = "confirm"
MANAGE = "manage"
LEAVE = "leave"
# Without an age: whoever wants no more mail need not look for a fresh link.
AGES = {CONFIRM: timedelta(days=7), MANAGE: timedelta(days=30), LEAVE: None}


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"alerts.subscriptions.{purpose}", sep="~")


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
    return settings.PUBLIC_URL + reverse(f"subscriptions:{purpose}", args=[token(purpose, key)])
