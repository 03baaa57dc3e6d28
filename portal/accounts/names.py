"""People's names travel in mails that the portal sends to strangers; they are no place for an address of the web."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Joiners that the scripts of some names need.
_JOINERS = "\u200c\u200d"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/+", re.IGNORECASE)
# What mail programs make a link of: something, a dot without a space, and a top-level domain.
_DOMAIN = re.compile(r"(?<=[^\W_])[.\u3002\uff0e\uff61](?=[^\W\d_]{2,})")
_LOOKS = re.compile(r"[/\\@]|www\.|[^\W_]{2,}[.\u3002\uff0e\uff61][^\W\d_]{2,}", re.IGNORECASE)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} and letter not in _JOINERS


def name_check(value: str) -> None:
    """Refuse a person's name that looks like an address of a web page, or holds what no key types."""
    if any(_is_control(letter) for letter in value):
        raise ValidationError(_("The name contains a character that is none. Type it anew."), code="name_control")
    if _LOOKS.search(value):
        raise ValidationError(
            _("This looks like an address of a web page. Type the name only; put a space after a full stop."),
            code="name_address",
        )


def name_for_mail(value: str) -> str:
    """Write a name so that no mail program makes a link of it: without controls, schemes and slashes, dots apart."""
    plain = "".join(" " if _is_control(letter) else letter for letter in value)
    plain = _SCHEME.sub(" ", plain).replace("/", " ").replace("\\", " ").replace("@", " ")
    return " ".join(_DOMAIN.sub(". ", plain).split())
