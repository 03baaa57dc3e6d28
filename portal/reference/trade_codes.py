"""Numbers of trade and classification: HS, Nice, Locarno."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.reference.text import compact, half_width

HS_LENGTHS = (4, 6, 8, 10)
NICE_CLASSES = range(1, 46)
LOCARNO_CLASSES = range(1, 33)

_SEPARATORS = re.compile(r"[\s,;、，；/|]+|(?<=\d)\.(?=\s|$)")
_CLASS_WORDS = re.compile(r"第|类|類|class(?:es)?|cl\.?|nice|ncl|locarno|loc", re.IGNORECASE)


def clean_hs_code(value: str) -> str:
    """Return an HS code as bare digits (4, 6, 8 or 10 of them).

    Takes dots, spaces and full-width digits ("8517.13.00", "８５１７"). The first two digits
    must be a chapter in use: 01–99 without 77, which the nomenclature keeps empty.

    Raises ValidationError `hs_characters`, `hs_length`, `hs_chapter`.
    """
    digits = compact(value, drop=" .-")
    if not re.fullmatch(r"[0-9]+", digits):
        raise ValidationError(_("An HS code holds digits only, for example 8517.13."), code="hs_characters")
    if len(digits) not in HS_LENGTHS:
        raise ValidationError(
            _("An HS code has 4, 6, 8 or 10 digits; this one has %(count)d."),
            code="hs_length",
            params={"count": len(digits)},
        )
    if digits[:2] in {"00", "77"}:
        raise ValidationError(
            _("There is no HS chapter %(chapter)s."),
            code="hs_chapter",
            params={"chapter": digits[:2]},
        )
    return digits


def format_hs_code(digits: str) -> str:
    """Return an HS code with dots for reading: 8517.13.0000."""
    parts = [digits[:4], digits[4:6], digits[6:]]
    return ".".join(part for part in parts if part)


def _clean_classes(value: str, allowed: range, message: object, code: str) -> tuple[int, ...]:
    text = _CLASS_WORDS.sub(" ", half_width(value))
    parts = [part for part in _SEPARATORS.split(text) if part]
    found: set[int] = set()
    for part in parts:
        span = re.fullmatch(r"([0-9]{1,3})(?:[-–~至]([0-9]{1,3}))?", part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if first not in allowed or last not in allowed or last < first:
            raise ValidationError(str(message), code=code, params={"value": part})
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def clean_nice_classes(value: str) -> tuple[int, ...]:
    """Return Nice classes as a sorted tuple of 1–45.

    Takes "9, 35", "第9类、第35类", "1-5; 42". An empty text gives an empty tuple.

    Raises ValidationError `nice_class`.
    """
    message = _("“%(value)s” is not a Nice class. Classes are 1 to 45, separated by commas.")
    return _clean_classes(value, NICE_CLASSES, message, "nice_class")


def clean_locarno_class(value: str) -> str:
    """Return a Locarno class or subclass as "14" or "14-02"; "" for an empty text.

    Raises ValidationError `locarno_class`.
    """
    text = _CLASS_WORDS.sub("", half_width(value)).strip().strip("() ")
    if not text:
        return ""
    match = re.fullmatch(r"([0-9]{1,2})(?:\s*[-–.]\s*([0-9]{1,2}))?", text)
    if not match or int(match[1]) not in LOCARNO_CLASSES or (match[2] and not int(match[2])):
        raise ValidationError(
            _("“%(value)s” is not a Locarno class. Classes are 1 to 32, for example 14 or 14-02."),
            code="locarno_class",
            params={"value": value.strip()},
        )
    main = f"{int(match[1]):02d}"
    return f"{main}-{int(match[2]):02d}" if match[2] else main


def validate_hs_code(value: str) -> None:
    """Refuse a wrong HS code, for use as a model or form validator."""
    clean_hs_code(value)


def validate_nice_class(value: int) -> None:
    """Refuse a number that is no Nice class, for use as a model or form validator."""
    if value not in NICE_CLASSES:
        raise ValidationError(
            _("“%(value)s” is not a Nice class. Classes are 1 to 45, separated by commas."),
            code="nice_class",
            params={"value": value},
        )


def validate_locarno_class(value: str) -> None:
    """Refuse a wrong Locarno class, for use as a model or form validator."""
    clean_locarno_class(value)
