"""Personal data shown only in part: enough to recognise, too little to use."""

from portal.reference.phones import _parse_stored
from portal.reference.text import compact

_DOT = "*"


def _middle(text: str, head: int, tail: int) -> str:
    """Hide the middle; a text too short for both ends loses more, never less."""
    if not text:
        return ""
    if len(text) <= head + tail:
        head, tail = min(1, len(text) - 1), 0
    hidden = len(text) - head - tail
    return text[:head] + _DOT * hidden + (text[-tail:] if tail else "")


def mask_phone(stored: str) -> str:
    """Show country code, first three and last four digits: +86 138****8000."""
    if not stored:
        return ""
    number = _parse_stored(stored)
    if number is None:
        return _middle(stored, 0, 2)
    national = str(number.national_number)
    head = 3 if len(national) >= 10 else 1
    return f"+{number.country_code} {_middle(national, head, 4 if len(national) >= 8 else 2)}"


def mask_identity(value: str) -> str:
    """Show the first three and last two characters of an identity or passport number."""
    number = compact(value)
    return _middle(number, 3, 2) if len(number) >= 15 else _middle(number, 1, 2)


def mask_email(value: str) -> str:
    """Show the first character before the @ and the domain: z***@example.com."""
    local, at, domain = value.strip().rpartition("@")
    if not at or not local:
        return _middle(value.strip(), 1, 0) if value.strip() else ""
    return f"{local[0]}{_DOT * 3}@{domain}"


def mask_name(value: str) -> str:
    """Show the first character of a person's name: 王**, J*** ."""
    name = value.strip()
    return name[0] + _DOT * min(max(len(name) - 1, 1), 3) if name else ""
