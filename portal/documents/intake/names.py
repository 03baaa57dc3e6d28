"""File names as people gave them, made harmless."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.documents.intake.reasons import explain

MAX_LENGTH = 180
_FORBIDDEN = set('/\\:*?"<>|')


def clean_name(raw: str) -> str:
    """Give a display name without folders, control and direction characters; never empty; at most 180 characters.

    The extension survives shortening.
    """
    text = unicodedata.normalize("NFC", raw.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(
        char
        for char in text
        if char not in _FORBIDDEN and unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    ).strip(". ")
    if not kept:
        return "file"
    stem, dot, extension = kept.rpartition(".")
    if not dot or len(extension) > 10:
        return kept[:MAX_LENGTH]
    return f"{stem[: MAX_LENGTH - len(extension) - 1]}.{extension}"


def extension(name: str) -> str:
    """Give the lower-case extension without the dot, "" when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def named_as(upload: UploadedFile[bytes], endings: Container[str], reason: str) -> UploadedFile[bytes]:
    """Give a file back whose name ends as asked, for forms: what is inside is looked at later. Raises ValidationError `reason`."""
    if extension(upload.name or "") not in endings:
        raise ValidationError(explain(reason), code=reason)
    return upload
