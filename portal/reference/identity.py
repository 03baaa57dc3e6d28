"""Papers by which a person is known: resident identity card, passport, travel permits."""

import datetime as dt
import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum.cn import ric as _stdnum
from stdnum.exceptions import InvalidComponent

from portal.reference.text import compact

RESIDENT_ID = "resident_id"
PASSPORT = "passport"
HKMO_PERMIT = "hkmo_permit"
TW_PERMIT = "tw_permit"

IDENTITY_KINDS = (
    (RESIDENT_ID, _("Resident identity card")),
    (PASSPORT, _("Passport")),
    (HKMO_PERMIT, _("Mainland travel permit for residents of Hong Kong and Macao, China")),
    (TW_PERMIT, _("Mainland travel permit for residents of Taiwan, China")),
)

# First two digits: provinces 11–65, 71 / 81 / 82 on birth certificates and 83 / 81 / 82 on
# residence permits of people from Taiwan, Hong Kong and Macao, 9 for foreign residents.
_PLACE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9]")


def clean_resident_id(value: str, *, today: dt.date | None = None) -> str:
    """Return an 18-character 公民身份号码 with its check character verified.

    Raises ValidationError `id_length`, `id_characters`, `id_date`, `id_checksum`.
    """
    number = compact(value)
    if len(number) != 18:
        raise ValidationError(
            _("An identity number has 18 characters; this one has %(count)d."),
            code="id_length",
            params={"count": len(number)},
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or not _PLACE.match(number):
        raise ValidationError(_("An identity number is 17 digits and a last digit or X."), code="id_characters")
    try:
        born = _stdnum.get_birth_date(number)
    except InvalidComponent:
        born = None
    if born is None or not dt.date(1880, 1, 1) <= born <= (today or timezone.localdate()):
        raise ValidationError(_("The date of birth in this number cannot be."), code="id_date")
    if _stdnum.calc_check_digit(number) != number[-1]:
        raise ValidationError(
            _("The last character does not fit the number: please compare it with the card."),
            code="id_checksum",
        )
    return number


def clean_passport(value: str) -> str:
    """Return a passport number of any country: 6 to 9 letters and digits (ICAO 9303).

    Raises ValidationError `passport_shape`.
    """
    number = compact(value)
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{6,9}", number):
        raise ValidationError(
            _("A passport number has 6 to 9 letters and digits, for example EA1234567."),
            code="passport_shape",
        )
    return number


def _clean_hkmo_permit(value: str) -> str:
    number = compact(value)
    if not re.fullmatch(r"[HM][0-9]{8}(?:[0-9]{2})?", number):
        raise ValidationError(
            _("This permit's number is H or M and 8 digits (10 on older cards)."),
            code="hkmo_permit_shape",
        )
    return number


def _clean_tw_permit(value: str) -> str:
    number = compact(value)
    if not re.fullmatch(r"[0-9]{8}(?:[0-9A-Z]{2})?", number):
        raise ValidationError(_("This permit's number has 8 digits."), code="tw_permit_shape")
    return number


_CLEANERS: dict[str, Callable[[str], str]] = {
    RESIDENT_ID: clean_resident_id,
    PASSPORT: clean_passport,
    HKMO_PERMIT: _clean_hkmo_permit,
    TW_PERMIT: _clean_tw_permit,
}


def clean_identity(kind: str, value: str) -> str:
    """Return the number of a paper of this kind in its stored form.

    Raises ValidationError with the code of the kind, or `identity_kind`.
    """
    cleaner = _CLEANERS.get(kind)
    if cleaner is None:
        raise ValidationError(_("Choose the kind of paper first."), code="identity_kind")
    return cleaner(value)
