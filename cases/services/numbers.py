"""Case numbers and receipt codes: both carry a check character, so that a slip is told from a stranger's case.

A case number is `{center}-{year}-{serial}{check}`, such as `SZ-2026-00017K`: the custodian center's code, the year of
filing in Beijing, the center's own serial (at least five digits) and an ISO 7064 MOD 37,36 check character over
everything before it, which finds every wrong character and 96 of 100 exchanges of neighbours. It tells nothing of other
centers' volume.

A receipt code opens the public status look-up without a log-in, so it is random: eleven characters (54 bits) and a Luhn
check character over an alphabet of 30 without 0, 1, I, L, O and U.
"""

from __future__ import annotations

import re
import secrets

from django.db import connection
from stdnum import luhn
from stdnum.iso7064 import mod_37_36

from portal.reference.text import half_width

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_RANDOM = 11
_RECEIPT_SHAPE = re.compile(rf"[{RECEIPT_ALPHABET}]{{{RECEIPT_RANDOM + 1}}}")
_NUMBER_SHAPE = re.compile(r"([0-9A-Z]{1,6})-([0-9]{4})-([0-9]{5,9})([0-9A-Z])")
_DASHES = re.compile(r"[\s‐-―−_./·]+")


def case_number(center_code: str, year: int, serial: int) -> str:
    """Write a case number; `center_code` is letters and digits, `serial` counts from 1 in each center and year."""
    if not re.fullmatch(r"[0-9A-Z]{1,6}", center_code) or serial < 1:
        raise ValueError(f"no case number can be made of {center_code!r} and {serial}")
    stem = f"{center_code}-{year:04d}-{serial:05d}"
    return stem + check_character(stem)


def check_character(stem: str) -> str:
    """Compute the ISO 7064 MOD 37,36 character over the letters and digits of `stem`."""
    return str(mod_37_36.calc_check_digit(stem.replace("-", "")))


def normalise_number(text: str) -> str:
    """Bring a typed case number into its stored form: half width, upper case, plain hyphens."""
    return re.sub(r"-+", "-", _DASHES.sub("-", half_width(text).strip().upper())).strip("-")


def number_is_valid(number: str) -> bool:
    """Say whether a normalised case number is well-formed and its check character fits."""
    return bool(_NUMBER_SHAPE.fullmatch(number)) and check_character(number[:-1]) == number[-1]


def next_serial(center_id: int, year: int) -> int:
    """Take the center's next serial of the year. Locks the center's counter until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select next_number(%s, 'case', %s)", [center_id, year])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def receipt_code() -> str:
    """Draw a new receipt code."""
    drawn = "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(RECEIPT_RANDOM))
    return drawn + str(luhn.calc_check_digit(drawn, RECEIPT_ALPHABET))


def normalise_receipt(text: str) -> str:
    """Bring a typed receipt code into its stored form: half width, upper case, no spaces or dashes."""
    return re.sub(r"[^0-9A-Z]", "", half_width(text).upper())


def receipt_is_valid(code: str) -> bool:
    """Say whether a normalised receipt code is well-formed and its check character fits; asks nobody whether it exists."""
    return bool(_RECEIPT_SHAPE.fullmatch(code)) and bool(luhn.is_valid(code, RECEIPT_ALPHABET))


def format_receipt(code: str) -> str:
    """Write a receipt code in groups of four, as people read it out."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
