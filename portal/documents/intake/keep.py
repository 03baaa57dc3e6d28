"""Put the bytes of an upload where they stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from portal.uuid7 import uuid7

SPOOL = 5 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """Where the bytes lie and what they are: size in bytes, digests in hex."""

    storage_key: str
    size: int
    sha256: str
    sm3: str


def keep(upload: UploadedFile[bytes], folder: str) -> Kept:
    """Store the bytes of `upload` under `folder` and a fresh id, untouched.

    Raises ValidationError for an empty or too large file; the name given by the person is never part of the key.
    """
    limit: int = settings.UPLOAD_MAX_BYTES
    if not upload.size:
        raise ValidationError(_("The file “%(name)s” is empty.") % {"name": upload.name}, code="empty")
    if upload.size > limit:
        raise ValidationError(
            _("The file “%(name)s” is larger than %(most)d MB.") % {"name": upload.name, "most": limit // 1024 // 1024},
            code="too_large",
        )
    key, size, digests = store(upload.chunks(), new_key(folder))
    return Kept(key, size, *digests)


def new_key(folder: str) -> str:
    """Name a place for bytes that nobody has taken and nobody can guess."""
    return f"{folder}/{uuid7()}"


def store(chunks: Iterable[bytes], key: str) -> tuple[str, int, tuple[str, str]]:
    """Store a stream of bytes under a new key; give the key, the size and (SHA-256, SM3)."""
    sha256, sm3, size = hashlib.sha256(), hashlib.new("sm3"), 0
    with SpooledTemporaryFile(max_size=SPOOL) as spool:
        for chunk in chunks:
            spool.write(chunk)
            sha256.update(chunk)
            sm3.update(chunk)
            size += len(chunk)
        spool.seek(0)
        key = default_storage.save(key, File(spool))
    return key, size, (sha256.hexdigest(), sm3.hexdigest())
