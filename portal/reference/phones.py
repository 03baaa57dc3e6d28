"""Telephone numbers: stored as E.164, shown in the form people read."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from portal.reference.text import squeeze

DEFAULT_REGION = "CN"
_NOWHERE = "ZZ"


def _invalid() -> ValidationError:
    return ValidationError(
        _(
            "This is not a phone number we can call. For a number abroad begin with + and the "
            "country code, for example +1 202 555 0142."
        ),
        code="phone_invalid",
    )


def clean_phone(value: str, *, region: str = DEFAULT_REGION) -> str:
    """Return a number as E.164, with ";ext=" behind it when an extension was typed.

    Numbers without + are read as numbers of `region` (China by default), so that
    "010-6208 3114 转 8001" and "138 0013 8000" both work.

    Raises ValidationError `phone_invalid`.
    """
    text = squeeze(value).replace("转", " ext ").replace("分机", " ext ")
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        raise _invalid() from error
    if not phonenumbers.is_valid_number(number):
        raise _invalid()
    stored = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{stored};ext={number.extension}" if number.extension else stored


def _parse_stored(stored: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(stored.replace(";ext=", " ext "), DEFAULT_REGION)
    except NumberParseException:
        return None


def display_phone(stored: str, *, region: str = DEFAULT_REGION) -> str:
    """Return a stored number for reading: national form at home, international abroad."""
    number = _parse_stored(stored)
    if number is None:
        return stored
    home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def phone_abroad(stored: str) -> str:
    """Return a stored number with its country code whatever the number: telephones from home roam at a fair."""
    return display_phone(stored, region=_NOWHERE)


def is_mobile(stored: str) -> bool:
    """Tell whether text messages can reach this stored number."""
    number = _parse_stored(stored)
    if number is None:
        return False
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in kinds


def validate_phone(value: str) -> None:
    """Refuse a wrong phone number, for use as a model or form validator."""
    clean_phone(value)
