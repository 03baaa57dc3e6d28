"""Secrets at rest: second-factor keys in the database, log-in links in the outbox.

Whoever reads a table or the outbox (a backup, the system administrator looking at a failed mail) sees ciphertext;
the mail's template unseals a link while it is drawn (`portal.accounts.templatetags.people`).
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=8)
def _box(*secrets: str) -> MultiFernet:
    """Make the cipher of some secret keys: the first seals, all unseal (as SECRET_KEY_FALLBACKS are meant)."""
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(
                    HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"portal.accounts.sealing").derive(
                        secret.encode()
                    )
                )
            )
            for secret in secrets
        ]
    )


def _present() -> MultiFernet:
    return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def seal(text: str) -> str:
    """Encrypt and authenticate a text (AES-128-CBC with HMAC-SHA256, as Fernet defines)."""
    return _present().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what `seal` made; raise ValueError for anything else."""
    try:
        return _present().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("This text was not sealed with the present secret key.") from error
