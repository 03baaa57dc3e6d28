"""Currencies, amounts, and CNY at a dated rate."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.reference import currencies
from portal.reference.currencies import clean_amount, clean_currency, currency_choices, currency_name, minor_units
from portal.reference.fx import MAX_AGE_DAYS, EcbFile, packaged_source, to_cny
from portal.reference.money import Money


def test_currencies_in_use() -> None:
    """Today's money, no history, no metals; frequent ones first; each once."""
    codes = currencies.codes()
    assert {"CNY", "USD", "EUR", "TWD", "VND", "SVC", "XCG", "ZWG"} <= codes
    assert not {"DEM", "BGN", "HRK", "XAU", "XXX", "CHE", "ZWL"} & codes
    choices = [code for code, _name in currency_choices("zh-hans")]
    assert choices[:3] == ["CNY", "USD", "EUR"]
    assert sorted(choices) == sorted(codes)


def test_each_currency_has_a_name_in_both_languages() -> None:
    """No code stands in for a missing name."""
    for code in currencies.codes():
        assert currency_name(code, "zh-hans") != code
        assert currency_name(code, "en") != code
    assert currency_name("USD", "zh-hans") == "美元"


def test_minor_units_are_those_of_iso_4217() -> None:
    """CLDR agrees where coins still exist; a dinar amount keeps its decimals."""
    assert [minor_units(code) for code in ("JPY", "KRW", "USD", "RSD", "KWD", "IQD")] == [0, 0, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("typed", "code", "amount"),
    [
        ("1,234.50", "USD", "1234.50"),
        ("1234.5", "USD", "1234.50"),
        ("１２３４．５", "USD", "1234.50"),
        ("12.5万", "CNY", "125000.00"),
        ("3亿", "CNY", "300000000.00"),
        ("USD 900", "USD", "900.00"),
        ("900 usd", "USD", "900.00"),
        ("￥1，000", "CNY", "1000.00"),
        ("0", "USD", "0.00"),
        ("100", "JPY", "100"),
        (".5", "EUR", "0.50"),
        ("1'000.00", "CHF", "1000.00"),
        ("500元", "CNY", "500.00"),
        ("0.125", "KWD", "0.125"),
    ],
)
def test_amounts(typed: str, code: str, amount: str) -> None:
    """The forms people type, kept exactly."""
    cleaned = clean_amount(typed, code)
    assert str(cleaned) == amount


@pytest.mark.parametrize(
    ("typed", "code", "error"),
    [
        ("", "USD", "amount_invalid"),
        ("abc", "USD", "amount_invalid"),
        ("1.2.3", "USD", "amount_invalid"),
        ("NaN", "USD", "amount_invalid"),
        ("Infinity", "USD", "amount_invalid"),
        ("1e5", "USD", "amount_invalid"),
        ("-5", "USD", "amount_negative"),
        ("1.005", "USD", "amount_decimals"),
        ("10.5", "JPY", "amount_decimals"),
        ("99999999999999999", "USD", "amount_too_large"),
        ("万", "CNY", "amount_invalid"),
    ],
)
def test_wrong_amounts(typed: str, code: str, error: str) -> None:
    """Never rounded, never guessed."""
    with pytest.raises(ValidationError) as caught:
        clean_amount(typed, code)
    assert caught.value.code == error
    assert caught.value.messages[0]


def test_clean_currency() -> None:
    """Any width and case; a currency that has gone is refused."""
    assert clean_currency(" ｕｓｄ ") == "USD"
    with pytest.raises(ValidationError):
        clean_currency("DEM")


@given(st.decimals(0, 10**12, places=2), st.sampled_from(["USD", "CNY", "EUR"]))
def test_amounts_survive_being_shown(amount: Decimal, code: str) -> None:
    """What is displayed can be typed again."""
    assert clean_amount(str(Money.of(amount, code)), code) == amount


def test_money() -> None:
    """Exact sums of one currency only; code in every form."""
    total = Money.of("0.1", "USD") + Money.of("0.2", "USD")
    assert total == Money(Decimal("0.30"), "USD")
    with pytest.raises(ValueError, match="EUR"):
        total + Money.of(1, "EUR")
    assert str(Money.of(1234567, "JPY")) == "JPY 1,234,567"
    assert Money.of("1234.5", "USD").words("zh-hans") == "1,234.50 美元（USD）"
    assert Money.of("1234.5", "USD").words("en") == "1,234.50 US Dollar (USD)"


# --- rates ------------------------------------------------------------------------------

CSV = (
    "Date,USD,JPY,RUB,CNY,\n2026-03-06,1.2500,160.00,N/A,7.5000,\n2026-03-05,1.2000,150.00,N/A,7.2000,\n"
    "2026-01-02,1.1000,150.00,90.0,7.0000,\n"
)


@pytest.fixture
def rates(tmp_path: Path) -> EcbFile:
    """Yield a small file in the bank's own shape."""
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text(CSV, encoding="utf-8")
    return EcbFile(path)


def test_the_rate_of_the_day_or_the_last_before(rates: EcbFile) -> None:
    """On a weekend Friday's rate counts, and the answer says whose and of when."""
    converted = to_cny(Money.of(100, "USD"), dt.date(2026, 3, 8), source=rates)
    assert converted is not None
    assert converted.money == Money.of(600, "CNY")
    assert (converted.rate.value, converted.rate.on, converted.rate.source) == (Decimal(6), dt.date(2026, 3, 6), "ECB")
    assert not converted.is_stale
    with translation.override("en"):
        assert converted.note() == "1 USD = 6 CNY, rate of 2026-03-06 (ECB)"
    euro = to_cny(Money.of(10, "EUR"), dt.date(2026, 3, 5), source=rates)
    assert euro is not None
    assert euro.money == Money.of(72, "CNY")


def test_unknown_is_unknown(rates: EcbFile) -> None:
    """No rate before the file, past its age, for a currency it lacks or lost: no figure, never an invented one."""
    hundred = Money.of(100, "USD")
    assert to_cny(hundred, dt.date(2026, 1, 1), source=rates) is None
    last = dt.date(2026, 3, 6)
    assert to_cny(hundred, last + dt.timedelta(days=MAX_AGE_DAYS), source=rates) is not None
    assert to_cny(hundred, last + dt.timedelta(days=MAX_AGE_DAYS + 1), source=rates) is None
    assert to_cny(Money.of(1, "TWD"), last, source=rates) is None
    assert to_cny(Money.of(1, "RUB"), dt.date(2026, 3, 6) + dt.timedelta(days=20), source=rates) is None


def test_an_old_rate_is_called_so(rates: EcbFile) -> None:
    """A reader is told when the rate is not of that week."""
    converted = to_cny(Money.of(100, "USD"), dt.date(2026, 3, 30), source=rates)
    assert converted is not None
    assert converted.is_stale


def test_cny_is_cny(rates: EcbFile) -> None:
    """Home money needs no rate."""
    converted = to_cny(Money.of(5, "CNY"), dt.date(1990, 1, 1), source=rates)
    assert converted is not None
    assert converted.money == Money.of(5, "CNY")


def test_the_packaged_file_holds_known_rates() -> None:
    """The euro reference rates of 28 March 2014: USD 1.3759, CNY 8.5508."""
    source = packaged_source()
    rate = source.rate("USD", dt.date(2014, 3, 30))
    assert rate is not None
    assert rate.on == dt.date(2014, 3, 28)
    euro = source.rate("EUR", dt.date(2014, 3, 28))
    assert euro is not None
    assert abs(euro.value / rate.value - Decimal("1.3759")) < Decimal("0.0001")
    assert source.last_day >= dt.date(2026, 10, 30)


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    """A wrong download never becomes rates."""
    path = tmp_path / "x.csv"
    path.write_text("<html>sign in</html>", encoding="utf-8")
    with pytest.raises(ValueError, match="ECB"):
        EcbFile(path)
