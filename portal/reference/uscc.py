"""统一社会信用代码: the 18-character number of every Chinese organisation (GB 32100-2015)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc as _stdnum

from portal.reference.text import compact

LENGTH = 18
# The standard leaves out I, O, S, V and Z, which are read as 1, 0, 5, U and 2.
_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def normalise_uscc(value: str) -> str:
    """Return the number half-width, upper-case, without spaces and hyphens."""
    return compact(value, drop=" -_.·")


def clean_uscc(value: str) -> str:
    """Return a USCC in its one stored form.

    Raises ValidationError `uscc_length`, `uscc_characters`, `uscc_checksum`.
    """
    number = normalise_uscc(value)
    if len(number) != LENGTH:
        raise ValidationError(
            _("A unified social credit code has 18 characters; this one has %(count)d."),
            code="uscc_length",
            params={"count": len(number)},
        )
    if not _SHAPE.fullmatch(number):
        raise ValidationError(
            _(
                "This code holds a character that a unified social credit code cannot have "
                "(the letters I, O, S, V and Z are never used)."
            ),
            code="uscc_characters",
        )
    if _stdnum.calc_check_digit(number[:-1]) != number[-1]:
        raise ValidationError(
            _("The check character does not fit: please compare the code with the licence."),
            code="uscc_checksum",
        )
    return number


def validate_uscc(value: str) -> None:
    """Refuse a wrong USCC, for use as a model or form validator."""
    clean_uscc(value)


def uscc_region(number: str) -> str:
    """Return the six-digit division code inside a clean USCC (where it was registered)."""
    return number[2:8]
