"""Case numbers and receipt codes: shape, check characters, secrecy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.services import numbers

CODES = st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=6)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@given(CODES, st.integers(2020, 2099), st.integers(1, 2_000_000))
def test_a_number_reads_center_year_serial_and_checks(code: Any, year: Any, serial: Any) -> None:
    number = numbers.case_number(code, year, serial)
    assert re.fullmatch(rf"{code}-{year}-{serial:05d}[0-9A-Z]", number)
    assert len(number) <= 24
    assert numbers.number_is_valid(number)


@given(CODES, st.integers(1, 99_999), st.data())
def test_one_wrong_character_is_noticed(code: Any, serial: Any, data: Any) -> None:
    number = numbers.case_number(code, 2026, serial)
    at = data.draw(st.sampled_from([at for at, mark in enumerate(number) if mark != "-"]))
    other = data.draw(st.sampled_from([mark for mark in ALPHANUMERIC if mark != number[at]]))
    assert not numbers.number_is_valid(number[:at] + other + number[at + 1 :])


def test_most_exchanges_of_two_neighbours_are_noticed() -> None:
    """ISO 7064 MOD 37,36 is a hybrid system: it finds every wrong character and nearly every exchange."""
    tried = missed = 0
    for code in ("SZ", "CN", "GD01"):
        for serial in range(1, 4000, 7):
            number = numbers.case_number(code, 2026, serial)
            for at in range(len(number) - 1):
                first, second = number[at], number[at + 1]
                if "-" in (first, second) or first == second:
                    continue
                tried += 1
                missed += numbers.number_is_valid(number[:at] + second + first + number[at + 2 :])
    assert tried > 10_000
    assert missed / tried < 0.05


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" sz-2026-00017k ", "SZ-2026-00017K"),
        ("ＳＺ－２０２６－０００１７Ｋ", "SZ-2026-00017K"),
        ("SZ 2026 00017K", "SZ-2026-00017K"),
        ("SZ—2026–00017K", "SZ-2026-00017K"),
        ("", ""),
    ],
)
def test_what_people_type_is_brought_into_one_form(typed: Any, stored: Any) -> None:
    assert numbers.normalise_number(typed) == stored


@pytest.mark.parametrize("center_code", ["", "SZ-1", "sz", "TOOLONG", "中心"])
def test_a_code_that_is_none_makes_no_number(center_code: Any) -> None:
    with pytest.raises(ValueError, match="no case number"):
        numbers.case_number(center_code, 2026, 1)


def test_receipt_codes_differ_and_check() -> None:
    codes = {numbers.receipt_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(numbers.receipt_is_valid(code) for code in codes)
    assert not set("".join(codes)) & set("01ILOU")


@given(st.data())
def test_a_slip_in_a_receipt_code_is_noticed(data: Any) -> None:
    code = numbers.receipt_code()
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([mark for mark in numbers.RECEIPT_ALPHABET if mark != code[at]]))
    assert not numbers.receipt_is_valid(code[:at] + other + code[at + 1 :])


def test_receipt_codes_are_written_in_groups_and_read_in_any_form() -> None:
    code = numbers.receipt_code()
    shown = numbers.format_receipt(code)
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", shown)
    assert numbers.normalise_receipt(f" {shown.lower()} ") == code
