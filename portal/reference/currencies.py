"""Currencies: ISO 4217 codes in use, their names, their minor units.

Which codes are in use and what they are called comes from CLDR through Babel. Minor units
come from ISO 4217 itself: CLDR drops the decimals that are no longer coined (RSD, AFN, …),
which is right for cash and wrong for the amount of a claim.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_currency_name
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.reference.text import compact, half_width, is_chinese

FREQUENT = (
    "CNY",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "HKD",
    "KRW",
    "INR",
    "AUD",
    "CAD",
    "SGD",
    "THB",
    "VND",
    "MYR",
    "IDR",
    "BRL",
    "MXN",
    "RUB",
    "AED",
    "SAR",
    "CHF",
    "TRY",
)

_NO_MINOR = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
# CLDR lags behind: SVC is still an ISO code, BGN ended when Bulgaria took the euro (2026-01-01).
_ADDED, _ENDED = frozenset({"SVC"}), frozenset({"BGN"})
# Names CLDR has no Chinese for, or has only in a form not used in the trade.
_ZH_NAMES = {"XCG": "加勒比盾", "ZWG": "津巴布韦金", "MOP": "澳门元"}
MAX_DIGITS = 16
_SCALES = {"万": 10**4, "亿": 10**8, "k": 10**3, "m": 10**6}


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """Return the ISO 4217 codes of the currencies people pay with today (funds and metals left out)."""
    today = timezone.localdate()
    active = {
        code
        for rows in get_global("territory_currencies").values()
        for code, _start, end, tender in rows
        if tender and (end is None or dt.date(*end) > today)
    }
    return frozenset((active | _ADDED) - _ENDED)


def is_code(code: str) -> bool:
    """Tell whether this is the code of a currency in use."""
    return code in codes()


def minor_units(code: str) -> int:
    """Return how many decimals an amount of this currency has (ISO 4217)."""
    return 0 if code in _NO_MINOR else 3 if code in _THREE else 2


def currency_name(code: str, language: str | None = None) -> str:
    """Return 美元 / US Dollar."""
    if is_chinese(language):
        return _ZH_NAMES.get(code) or get_currency_name(code, locale="zh_Hans")
    return get_currency_name(code, locale="en")


def currency_groups(language: str | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (code, "USD 美元") in two groups for Django's Select: frequent ones, then all by code."""

    def pairs(chosen: list[str]) -> list[tuple[str, str]]:
        return [(code, f"{code} {currency_name(code, language)}") for code in chosen]

    rest = sorted(codes() - set(FREQUENT))
    return [(gettext("Frequently used"), pairs(list(FREQUENT))), (gettext("All others"), pairs(rest))]


def currency_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return the same choices as one flat list."""
    return [pair for _label, pairs in currency_groups(language) for pair in pairs]


def clean_currency(value: str) -> str:
    """Return an ISO 4217 code.

    Raises ValidationError `currency_unknown`.
    """
    code = compact(value)
    if code not in codes():
        raise ValidationError(
            gettext_lazy("“%(value)s” is not a currency in use. Choose one of the list."),
            code="currency_unknown",
            params={"value": value.strip()},
        )
    return code


def quantize(amount: Decimal, code: str) -> Decimal:
    """Round half up to the currency's minor unit."""
    return amount.quantize(Decimal(1).scaleb(-minor_units(code)), rounding=ROUND_HALF_UP)


def clean_amount(value: str | Decimal | int, code: str) -> Decimal:
    """Return an amount of money as Decimal with exactly the currency's decimals.

    Takes "1,234.50", "１２３４．５", "12.5万", "3亿", "USD 900". Never rounds what was typed:
    decimals the currency does not have are refused.

    Raises ValidationError `amount_invalid`, `amount_negative`, `amount_decimals`, `amount_too_large`.
    """
    text = re.sub(r"[\s,_']", "", half_width(str(value))).replace("￥", "").replace("¥", "").replace("$", "")
    text = re.sub(rf"^(?:{code})|(?:{code})$|元$", "", text, flags=re.IGNORECASE)
    scale = _SCALES.get(text[-1:].lower(), 1)
    if scale != 1:
        text = text[:-1]
    try:
        if not re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", text):
            raise InvalidOperation
        amount = Decimal(text) * scale
    except InvalidOperation as error:
        raise ValidationError(_("Enter an amount in figures, for example 12,500.00."), code="amount_invalid") from error
    if amount < 0:
        raise ValidationError(_("An amount cannot be negative."), code="amount_negative")
    if amount >= Decimal(10) ** MAX_DIGITS:
        raise ValidationError(_("This amount is too large."), code="amount_too_large")
    rounded = quantize(amount, code)
    if rounded != amount:
        some = minor_units(code) > 0
        raise ValidationError(
            _("An amount in %(currency)s has at most %(count)d decimals.")
            if some
            else _("%(currency)s has no decimals."),
            code="amount_decimals",
            params={"currency": code, "count": minor_units(code)},
        )
    return rounded
