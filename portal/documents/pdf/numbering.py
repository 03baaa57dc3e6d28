"""Numbers and dates as Chinese official documents write them (GB/T 9704-2012, 7.3.3, 7.2.5; GB/T 15835-2011)."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_SYMBOL = re.compile(r"[\u4e00-\u9fffA-Za-z（）()]{1,20}")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Hold a 发文字号: the body's 代字, the year, the serial of that year (from 1, without leading zeros)."""

    symbol: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if not _SYMBOL.fullmatch(self.symbol):
            raise ValueError(f"not a document symbol: {self.symbol!r}")
        if not 2000 <= self.year <= 2999 or self.serial < 1:
            raise ValueError(f"not a document number: {self.year}, {self.serial}")

    def __str__(self) -> str:
        return f"{self.symbol}〔{self.year}〕{self.serial}号"


def parse_document_number(text: str) -> DocumentNumber:
    """Read 代字〔2026〕12号 as people type it, also with [ ], ［ ］, ( ) or （ ）; raise ValueError otherwise."""
    match = re.fullmatch(
        r"\s*(.{1,20}?)\s*[〔\[［(（]\s*(\d{4})\s*[〕\]］)）]\s*第?\s*0*(\d{1,9})\s*号?\s*",
        text,
    )
    if match is None:
        raise ValueError(f"not a document number: {text[:60]!r}")
    return DocumentNumber(match[1], int(match[2]), int(match[3]))


def chinese_numeral(number: int) -> str:
    """Return 1–9999 in Chinese: 一, 十, 十二, 二十三, 一百零五, 一千零一十."""
    if not 1 <= number <= 9999:
        raise ValueError(f"outside 1–9999: {number}")
    text = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + name
        gap = False
    # Ten to nineteen drop the leading one: 十二, not 一十二.
    return text.removeprefix("一") if text.startswith("一十") else text


def level_mark(level: int, number: int) -> str:
    """Return the mark of a heading: 一、 / （一） / 1. / （1） for levels 1–4."""
    match level:
        case 1:
            return f"{chinese_numeral(number)}、"
        case 2:
            return f"（{chinese_numeral(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"no heading level {level}")


def chinese_date(day: dt.date) -> str:
    """Return 2026年11月2日: Arabic figures, full year, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def money(amount: Decimal, currency: str) -> str:
    """Return USD 1,250,000.00: ISO code before, grouped, two decimals unless the amount has none or more."""
    exponent = amount.as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) and exponent < 0 else 0
    return f"{currency} {amount:,.{places}f}"


def file_size(octets: int) -> str:
    """Return 640 B, 12.5 KB or 3.1 MB (1 KB = 1024 bytes)."""
    if octets < 1024:
        return f"{octets} B"
    if octets < 1024 * 1024:
        return f"{octets / 1024:.1f} KB"
    return f"{octets / 1024 / 1024:.1f} MB"
