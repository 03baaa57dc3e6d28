"""Cleaning, limits, numbers and hashes."""

import datetime as dt
import pickle
from decimal import Decimal

import pytest
from markupsafe import Markup

from cases.papers.parts import Addressee
from portal.documents.pdf.errors import PdfLimitExceeded
from portal.documents.pdf.fonts import drawable
from portal.documents.pdf.hashing import canonical_json, content_hash, short_hash
from portal.documents.pdf.numbering import (
    DocumentNumber,
    chinese_date,
    chinese_numeral,
    file_size,
    level_mark,
    money,
    parse_document_number,
)
from portal.documents.pdf.qr import qr_svg, verification_url
from portal.documents.pdf.text import Limits, clean, prepare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\x00乙\x08丙\x7f", "甲乙丙"),
        ("第一行\r\n第二行\u2028第三行\r第四行", "第一行\n第二行\n第三行\n第四行"),
        ("收款方\u202e行银中\u2066\u2069", "收款方行银中"),
        ("a\u200bb\ufeffc\u00ad", "abc"),
        ("制表\t空格\u3000全角\u00a0", "制表 空格\u3000全角 "),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("ab\u200ccd\u200d", "abcd"),
        ("e\u0301", "é"),
        ("e" + "\u0301" * 50, "é" + "\u0301" * 3),
        ("坏\ud800字", "坏\ufffd字"),
        ("𠮷野家 😀", "〔U+20BB7〕野家 〔U+1F600〕"),
        ("𬱖𪩘", "𬱖𪩘"),
        ("私\ue000用", "私〔U+E000〕用"),
        ("豈", "豈"),
    ],
)
def test_cleans_what_paper_cannot_show(text: str, expected: str) -> None:
    assert clean(text, drawable=drawable()) == expected


def test_gives_long_words_places_to_break_and_leaves_hashes_alone() -> None:
    assert clean("f" * 64, drawable=drawable()) == "f" * 64
    broken = clean("a" * 100_000, drawable=drawable())
    assert broken.replace("\u200b", "") == "a" * 100_000
    assert max(map(len, broken.split("\u200b"))) == 40
    assert "\u200b" not in clean("知识产权" * 200, drawable=drawable())


def test_trusts_no_markup() -> None:
    assert type(clean(Markup("<b>x</b>"), drawable=drawable())) is str


@pytest.mark.parametrize(
    ("data", "limit"),
    [
        ({"rows": list(range(11))}, "rows"),
        ({"a": list(range(6)), "b": list(range(5))}, "rows"),
        ({"text": "x" * 21}, "field_chars"),
        ({"a": "x" * 20, "b": "x" * 20, "c": "x"}, "total_chars"),
        ({"text": "\n" * 6}, "lines"),
        ({"a": {"b": {"c": {"d": 1}}}}, "depth"),
    ],
)
def test_refuses_more_than_a_document_may_carry(data: object, limit: str) -> None:
    limits = Limits(rows=10, lines=5, field_chars=20, total_chars=40, depth=3)
    with pytest.raises(PdfLimitExceeded) as caught:
        prepare(data, drawable=drawable(), limits=limits)
    assert caught.value.limit == limit
    assert caught.value.found > caught.value.allowed
    copied = pickle.loads(pickle.dumps(caught.value))
    assert (copied.limit, copied.found, copied.allowed) == (limit, caught.value.found, caught.value.allowed)


def test_takes_plain_data_only() -> None:
    with pytest.raises(TypeError, match="object"):
        prepare({"case": object()}, drawable=drawable(), limits=Limits())
    with pytest.raises(TypeError, match="bytes"):
        prepare({"file": b"x"}, drawable=drawable(), limits=Limits())


def test_document_numbers() -> None:
    number = DocumentNumber("浙海知纠受", 2026, 12)
    assert str(number) == "浙海知纠受〔2026〕12号"
    for typed in (
        "浙海知纠受〔2026〕12号",
        " 浙海知纠受[2026]012 号",
        "浙海知纠受（2026）第12号",
        "浙海知纠受［2026］12",
    ):
        assert parse_document_number(typed) == number
    for wrong in ("", "浙〔26〕1号", "浙〔2026〕0号", "<b>〔2026〕1号", "浙" * 21 + "〔2026〕1号"):
        with pytest.raises(ValueError, match="document"):
            parse_document_number(wrong)


def test_chinese_numbers_and_dates() -> None:
    spelled = {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一百", 105: "一百零五", 110: "一百一十"}
    spelled |= {1000: "一千", 1001: "一千零一", 1010: "一千零一十", 1100: "一千一百", 9999: "九千九百九十九"}
    assert {number: chinese_numeral(number) for number in spelled} == spelled
    assert len({chinese_numeral(number) for number in range(1, 10_000)}) == 9_999
    for wrong in (0, 10_000):
        with pytest.raises(ValueError, match="9999"):
            chinese_numeral(wrong)
    assert [level_mark(level, 3) for level in (1, 2, 3, 4)] == ["三、", "（三）", "3.", "（3）"]
    assert chinese_date(dt.date(2026, 1, 2)) == "2026年1月2日"


def test_money_and_sizes() -> None:
    assert money(Decimal("1250000"), "USD") == "USD 1,250,000"
    assert money(Decimal("86400.5"), "EUR") == "EUR 86,400.50"
    assert money(Decimal("0.125"), "KWD") == "KWD 0.125"
    assert money(Decimal("1E+6"), "JPY") == "JPY 1,000,000"
    assert [file_size(octets) for octets in (640, 12_800, 3_250_586)] == ["640 B", "12.5 KB", "3.1 MB"]


def test_the_content_hash_is_of_one_spelling() -> None:
    assert content_hash({"b": 1, "a": "甲"}) == content_hash({"a": "甲", "b": 1})
    assert canonical_json({"b": Decimal("1.50"), "a": (dt.date(2026, 1, 2), None)}) == (
        b'{"a":["2026-01-02",null],"b":{"@decimal":"1.50"}}'
    )
    shanghai = dt.datetime(2026, 1, 2, 8, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert content_hash(shanghai) == content_hash(shanghai.astimezone(dt.UTC))
    addressee = Addressee(name="甲", kind="legal")
    assert content_hash(addressee) != content_hash({"name": "甲", "kind": "legal"})
    assert len(content_hash("\ud800")) == 64
    for wrong in (float("nan"), b"x", shanghai.replace(tzinfo=None)):
        with pytest.raises((TypeError, ValueError)):
            content_hash(wrong)
    assert short_hash("0123456789abcdef" * 4) == "0123 4567 89AB CDEF"


def test_verification_address_and_code() -> None:
    url = verification_url("https://portal.example.cn/verify/", number="浙〔2026〕1号", digest="ab" * 32)
    assert url == "https://portal.example.cn/verify/?n=%E6%B5%99%E3%80%942026%E3%80%951%E5%8F%B7&h=abababababababab"
    for wrong in ("javascript:alert(1)", "//host/x", "file:///etc/passwd", ""):
        with pytest.raises(ValueError, match="public page"):
            verification_url(wrong, number="1", digest="ab" * 32)
    svg = qr_svg(url)
    assert svg.startswith(b"<?xml") or svg.startswith(b"<svg")
    assert b"href" not in svg
    assert len(svg) < 50_000
