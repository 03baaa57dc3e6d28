"""Dates and amounts: found in Chinese and English, made coarser: a month or a quarter, a band."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from alerts.library.anonymise.fold import Folded

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_MONTH = "(?:" + "|".join(f"{name.casefold()}|{name[:3].casefold()}\\.?" for name in _MONTHS) + ")"
_DAY_PATTERNS = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*年\s*(?P<m>1[0-2]|0?[1-9])\s*月\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号]?(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*[-/.]\s*(?P<m>1[0-2]|0?[1-9])\s*[-/.]\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>1[0-2]|0?[1-9])\s*月\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号](?!\d)"),
    re.compile(rf"(?<![a-z])(?P<n>{_MONTH})\s+(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:\s*,)?\s+(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+(?P<n>{_MONTH})\s*,?\s+(?P<y>(?:19|20)\d\d)(?!\d)"),
)  # fmt: skip
_CURRENCIES = {
    "USD": ("美元", ("usd", "us$", "$", "美元", "美金", "us dollars", "dollars", "dollar")),
    "EUR": ("欧元", ("eur", "€", "欧元", "euros", "euro")),
    "GBP": ("英镑", ("gbp", "£", "英镑", "pounds")),
    "JPY": ("日元", ("jpy", "日元", "日圆", "yen")),
    "KRW": ("韩元", ("krw", "₩", "韩元", "韩币")),
    "HKD": ("港元", ("hkd", "hk$", "港元", "港币")),
    "CNY": ("人民币", ("cny", "rmb", "¥", "人民币", "元", "yuan")),
}
_SCALES = {
    "万": 10_000,
    "亿": 100_000_000,
    "千": 1_000,
    "百万": 1_000_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_SCALES |= {"thousand": 1_000, "k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "": 1}
_SIGN = {sign: code for code, (_zh, signs) in _CURRENCIES.items() for sign in signs}
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_SIGN, key=len, reverse=True))
_NUMBER = r"(?P<n>\d[\d,\s]*\d(?:\.\d+)?|\d(?:\.\d+)?)"
_SCALE = r"\s*(?P<s>百万|万|亿|千|million|billion|thousand|mn|bn|k|m)?"
_AMOUNT_PATTERNS = (
    re.compile(rf"(?<![a-z])(?P<c>{_SIGNS})\s*{_NUMBER}{_SCALE}(?![a-z\d])(?:\s*(?:元|美元|欧元|英镑|日元))?"),
    re.compile(rf"(?<![\d.,]){_NUMBER}{_SCALE}\s*(?P<c>{_SIGNS})(?![a-z])"),
)
_WRITTEN = re.compile(r"[一二三四五六七八九十百千万亿两零〇]{2,}(?:余|多)?(?:美元|欧元|英镑|日元|韩元|港元|元)")
_EDGES = (0, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 100_000_000)


@dataclass(frozen=True)
class Figure:
    """A date or an amount where it stands, what it says, and what stands in its place."""

    start: int
    end: int
    value: datetime.date | Decimal | None
    zh: str
    en: str


def dates(folded: Folded, *, coarse: bool) -> Iterator[Figure]:
    """Find days; in their place stands the month, or with `coarse` the quarter. Days without a year keep no year."""
    for pattern in _DAY_PATTERNS:
        for match in pattern.finditer(folded.text):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _month_of(parts["n"])
            year = int(parts["y"]) if parts.get("y") else None
            try:
                value = datetime.date(year, month, int(parts["d"])) if year else None
            except ValueError:
                continue
            zh, en = _coarser(year, month, coarse=coarse)
            yield Figure(folded.places[match.start()], folded.places[match.end() - 1] + 1, value, zh, en)


def _month_of(name: str) -> int:
    return next(n for n, full in enumerate(_MONTHS, start=1) if full.casefold().startswith(name.strip(".")[:3]))


def _coarser(year: int | None, month: int, *, coarse: bool) -> tuple[str, str]:
    if year is None:
        return f"{month}月", _MONTHS[month - 1]
    if coarse:
        quarter = (month + 2) // 3
        return (
            f"{year}年第{'一二三四'[quarter - 1]}季度",
            f"the {('first', 'second', 'third', 'fourth')[quarter - 1]} quarter of {year}",
        )
    return f"{year}年{month}月", f"{_MONTHS[month - 1]} {year}"


def amounts(folded: Folded) -> Iterator[Figure]:
    """Find sums of money; in their place stands the band they lie in."""
    for pattern in _AMOUNT_PATTERNS:
        for match in pattern.finditer(folded.text):
            value = _value(match["n"], match["s"] or "")
            if value is None:
                continue
            zh, en = band(value, _SIGN[match["c"]])
            yield Figure(folded.places[match.start()], folded.places[match.end() - 1] + 1, value, zh, en)


def written_amounts(folded: Folded) -> Iterator[Figure]:
    """Find sums written in Chinese numerals; which band they lie in is for the person to say."""
    for match in _WRITTEN.finditer(folded.text):
        yield Figure(
            folded.places[match.start()], folded.places[match.end() - 1] + 1, None, "一定金额", "a certain amount"
        )


def _value(number: str, scale: str) -> Decimal | None:
    try:
        return Decimal(re.sub(r"[,\s]", "", number)) * _SCALES[scale]
    except (InvalidOperation, KeyError):
        return None


def band(value: Decimal, currency: str) -> tuple[str, str]:
    """Name the band of an amount in Chinese and English."""
    money = _CURRENCIES[currency][0]
    for low, high in itertools.pairwise(_EDGES):
        if value < high:
            if not low:
                return f"不足{_short(high)}{_unit(money)}", f"less than {currency} {high:,}"
            return f"{_short(low)}至{_short(high)}{_unit(money)}", f"{currency} {low:,}–{high:,}"
    return f"{_short(_EDGES[-1])}{_unit(money)}以上", f"more than {currency} {_EDGES[-1]:,}"


def _short(edge: int) -> str:
    return f"{edge // 100_000_000}亿" if edge >= 100_000_000 else f"{edge // 10_000}万"


def _unit(money: str) -> str:
    return "元人民币" if money == "人民币" else money
