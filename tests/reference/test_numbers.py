"""USCC, identity papers, HS, Nice and Locarno numbers, telephone numbers, masking."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from portal.reference import identity, masking, phones, trade_codes
from portal.reference.uscc import clean_uscc, uscc_region

USCC = "91110000600037341L"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCCS = st.builds(
    lambda head, region, tail: (lambda body: body + stdnum_uscc.calc_check_digit(body))(head + region + tail),
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def _code(call: Callable[[str], object], value: str) -> str:
    with pytest.raises(ValidationError) as error:
        call(value)
    assert error.value.messages[0]
    return str(error.value.code)


# --- USCC -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        USCC,
        "91110000600037341l",
        " 9111 0000 6000 3734 1L ",
        "９１１１００００６０００３７３４１Ｌ",
        "91110000-600037341-L",
        "\u200b91110000600037341L\ufeff",
    ],
)
def test_uscc_is_normalised(typed: str) -> None:
    """Width, case, spaces and invisible marks of a copied number do not matter."""
    assert clean_uscc(typed) == USCC


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "uscc_length"),
        ("9111000060003734", "uscc_length"),
        (USCC + "1", "uscc_length"),
        ("9111000060003734IL", "uscc_characters"),
        ("91110000600O37341L", "uscc_characters"),
        ("9111000A600037341L", "uscc_characters"),
        ("91110000600037341M", "uscc_checksum"),
        ("91110000600037314L", "uscc_checksum"),
        ("统一社会信用代码统一社会信用代码统一", "uscc_characters"),
    ],
)
def test_wrong_uscc_is_refused(typed: str, code: str) -> None:
    """Each mistake has its own answer; two swapped digits are found."""
    assert _code(clean_uscc, typed) == code


@given(USCCS, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_slip_in_a_uscc_is_found(number: str, at: int, slip: str) -> None:
    """The check character catches every change of one character."""
    assert clean_uscc(number.lower()) == number
    assert uscc_region(number) == number[2:8]
    assume(number[at] != slip)
    with pytest.raises(ValidationError):
        clean_uscc(number[:at] + slip + number[at + 1 :])


# --- identity papers --------------------------------------------------------------------

BIRTHDAYS = st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1))


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    """Build a valid number of a real province."""
    place = draw(st.sampled_from(["110101", "440305", "320106", "650102", "810000", "830000"]))
    body = f"{place}{draw(BIRTHDAYS):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + ric.calc_check_digit(body + "0")


@given(resident_ids(), st.integers(0, 17))
def test_resident_id(number: str, at: int) -> None:
    """A right number passes in any width and case; one wrong digit never does."""
    assert identity.clean_resident_id(f" {number[:6]} {number[6:].lower()} ") == number
    other = "1" if number[at] == "0" else "0"
    with pytest.raises(ValidationError):
        identity.clean_resident_id(number[:at] + other + number[at + 1 :])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("36042619910101007", "id_length"),
        ("36042619910101007A", "id_characters"),
        ("960426199113010071", "id_date"),
        ("990426199102300071", "id_date"),
        ("360426199101010072", "id_checksum"),
        ("000000199101010071", "id_characters"),
        ("360426209901010071", "id_date"),
    ],
)
def test_wrong_resident_id(typed: str, code: str) -> None:
    """Length, characters, date, check: told apart."""
    assert _code(identity.clean_resident_id, typed) == code


def test_identity_by_kind() -> None:
    """Each paper has its own shape."""
    assert identity.clean_identity("passport", " ea 1234567 ") == "EA1234567"
    assert identity.clean_identity("hkmo_permit", "h12345678") == "H12345678"
    assert identity.clean_identity("tw_permit", "１２３４５６７８") == "12345678"
    assert _code(lambda value: identity.clean_identity("passport", value), "ABCDEFG") == "passport_shape"
    assert _code(lambda value: identity.clean_identity("", value), "1") == "identity_kind"


# --- trade numbers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("8517", "8517"), ("8517.13", "851713"), ("8517 13 00", "85171300"), ("８５１７.13.0000", "8517130000")],
)
def test_hs_code(typed: str, digits: str) -> None:
    """Dots, spaces and width do not matter."""
    assert trade_codes.clean_hs_code(typed) == digits


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "hs_characters"),
        ("85", "hs_length"),
        ("85171", "hs_length"),
        ("85171300001", "hs_length"),
        ("7701", "hs_chapter"),
        ("0000", "hs_chapter"),
        ("85x7", "hs_characters"),
        ("٨٥١٧", "hs_characters"),
    ],
)
def test_wrong_hs_code(typed: str, code: str) -> None:
    """Only real lengths and chapters."""
    assert _code(trade_codes.clean_hs_code, typed) == code


def test_hs_code_for_reading() -> None:
    """Dots where the trade puts them."""
    assert [trade_codes.format_hs_code(code) for code in ("8517", "851713", "8517130000")] == [
        "8517",
        "8517.13",
        "8517.13.0000",
    ]


@pytest.mark.parametrize(
    ("typed", "classes"),
    [
        ("9", (9,)),
        ("35, 9，9", (9, 35)),
        ("第9类、第35类", (9, 35)),
        ("1-3; 42", (1, 2, 3, 42)),
        ("", ()),
        ("Class 045", (45,)),
        ("9 35 42", (9, 35, 42)),
        ("Classes 9 & 35".replace("&", ","), (9, 35)),
    ],
)
def test_nice_classes(typed: str, classes: tuple[int, ...]) -> None:
    """Lists, ranges and Chinese wording."""
    assert trade_codes.clean_nice_classes(typed) == classes


@pytest.mark.parametrize("typed", ["0", "46", "9a", "5-3", "九", "1-99", "9-"])
def test_wrong_nice_classes(typed: str) -> None:
    """Nothing outside 1 to 45."""
    assert _code(trade_codes.clean_nice_classes, typed) == "nice_class"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("14", "14"), ("14-2", "14-02"), ("Cl. 14-02", "14-02"), ("第6类", "06"), ("", ""), ("32.99", "32-99")],
)
def test_locarno(typed: str, found: str) -> None:
    """Class or subclass."""
    assert trade_codes.clean_locarno_class(typed) == found


@pytest.mark.parametrize("typed", ["0", "33", "14-00", "14-100", "x"])
def test_wrong_locarno(typed: str) -> None:
    """Nothing outside 1 to 32."""
    assert _code(trade_codes.clean_locarno_class, typed) == "locarno_class"


# --- telephone numbers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("138 0013 8000", "+8613800138000", "138 0013 8000"),
        ("+86 138-0013-8000", "+8613800138000", "138 0013 8000"),
        ("１３８００１３８０００", "+8613800138000", "138 0013 8000"),
        ("010-62083114", "+861062083114", "010 6208 3114"),
        ("010-62083114转8001", "+861062083114;ext=8001", "010 6208 3114 ext. 8001"),
        ("+1 (202) 205-2000", "+12022052000", "+1 202-205-2000"),
        ("00852 2961 6899".replace("00852", "+852"), "+85229616899", "+852 2961 6899"),
    ],
)
def test_phone(typed: str, stored: str, shown: str) -> None:
    """Numbers at home need no country code; stored as E.164; shown as people read them."""
    assert phones.clean_phone(typed) == stored
    assert phones.display_phone(stored) == shown


@pytest.mark.parametrize("typed", ["", "12345", "+86 1", "abc", "138001380001380013800", "+999 12345678"])
def test_wrong_phone(typed: str) -> None:
    """A number that cannot be called is refused."""
    assert _code(phones.clean_phone, typed) == "phone_invalid"


def test_mobile() -> None:
    """Text messages go to mobiles only."""
    assert phones.is_mobile("+8613800138000")
    assert not phones.is_mobile("+861062083114")
    assert not phones.is_mobile("")


# --- masking ----------------------------------------------------------------------------


def test_masks() -> None:
    """Enough to recognise, too little to use."""
    assert masking.mask_phone("+8613800138000") == "+86 138****8000"
    assert masking.mask_identity("360426199101010071") == "360*************71"
    assert masking.mask_identity("EA1234567") == "E******67"
    assert masking.mask_email("zhangsan@example.com") == "z***@example.com"
    assert masking.mask_name("王小明") == "王**"
    assert [masking.mask_phone(""), masking.mask_identity(""), masking.mask_email(""), masking.mask_name("")] == [
        ""
    ] * 4


@given(st.text(max_size=40))
def test_masks_never_give_the_whole_away(value: str) -> None:
    """Whatever stands in the field, a mask never equals it and never fails."""
    for mask in (masking.mask_phone, masking.mask_identity, masking.mask_email, masking.mask_name):
        shown = mask(value)
        if any(mark.isalnum() for mark in value):
            assert shown != value.strip() or "*" in value
