"""The file: what is broken is named, whatever wrote it is read, and what goes out comes back unchanged."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.fees.choices import Act, Change, Charge, Counted, Right, Tier, Unit
from alerts.fees.lines import COLUMNS, Line
from alerts.fees.models import Office
from alerts.fees.plan import Standing, plan
from alerts.fees.table import read_table, write_table
from tests.fees.files import changed_row, file_of

OFFICES = {
    code: Office(code=code, country=country, currency=currency, name_zh=code, name_en=code)
    for code, country, currency in (("JPO", "JP", "JPY"), ("EUIPO", "EU", "EUR"))
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_whatever_a_spreadsheet_writes_is_read(encoding: str, delimiter: str) -> None:
    raw = file_of(changed_row(valid_from="2027/4/1"), {}, changed_row(code="b"), encoding=encoding, delimiter=delimiter)
    lines, faults = read_table(raw, OFFICES)
    assert faults == []
    assert [number for number, _line in lines] == [2, 4]
    assert (lines[0][1].label_zh, lines[0][1].valid_from) == ("商标申请，每类", dt.date(2027, 4, 1))
    assert lines[0][1].country == "JP"


BROKEN: dict[str, tuple[bytes, int, str, str]] = {
    "empty": (b" ", 1, "", "文件是空的"),
    "workbook": (b"PK\x03\x04....", 1, "", "工作簿"),
    "no text": (b"\xff\xfe\xfd\x00\x81", 1, "", "UTF-8"),
    "binary": (b"office\x00,right", 1, "", "UTF-8"),
    "head only": (file_of(), 2, "", "没有数据行"),
    "column missing": (file_of(changed_row()).replace(b",amount,", b",read_on,", 1).replace(b",read_on\r", b"\r", 1),
                       1, "amount", "缺少"),
    "column unknown": (file_of(changed_row(), head=[*COLUMNS, "price"]), 1, "price", "不是本文件可用的栏目"),
    "column twice": (b"office,office\nJPO,JPO\n", 1, "office", "两次"),
    "quotes": (file_of(changed_row()) + b'JPO,"x', 3, "", "引号"),
    "too wide": (file_of(changed_row()).rstrip() + b",more\n", 2, "", "多于表头"),
    "office": (file_of(changed_row(), changed_row(office="XX")), 3, "office", "没有代码为“XX”的机构"),
    "right": (file_of(changed_row(right="brand")), 2, "right", "不是本栏可用的值"),
    "amount": (file_of(changed_row(amount="a lot")), 2, "amount", "数字"),
    "amount negative": (file_of(changed_row(amount="-5")), 2, "amount", "负"),
    "amount decimals": (file_of(changed_row(amount="5.5")), 2, "amount", "JPY"),
    "currency": (file_of(changed_row(currency="JPX")), 2, "currency", "JPX"),
    "day": (file_of(changed_row(valid_from="1/4/2027")), 2, "valid_from", "日期"),
    "order of days": (file_of(changed_row(valid_to="2027-01-01")), 2, "valid_to", "早于起始日"),
    "code": (file_of(changed_row(code="a b")), 2, "code", "空格"),
    "url": (file_of(changed_row(source_url="javascript:alert(1)")), 2, "source_url", "网址"),
    "with nothing": (file_of(changed_row(counted="with")), 2, "refers_to", "一并计入"),
    "country": (file_of(changed_row(country="Atlantis")), 2, "country", "Atlantis"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gives_no_row_and_says_where(name: str) -> None:
    raw, line, column, words = BROKEN[name]
    lines, faults = read_table(raw, OFFICES)
    assert lines == []
    assert [(fault.line, fault.column) for fault in faults] == [(line, column)]
    assert words in faults[0].message


def test_every_fault_is_named_at_once() -> None:
    raw = file_of(changed_row(amount="x"), changed_row(), changed_row(office="", right="?"))
    _lines, faults = read_table(raw, OFFICES)
    assert [(fault.line, fault.column) for fault in faults] == [(2, "amount"), (4, "office"), (4, "right")]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=30)
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1))


@st.composite
def histories(draw: st.DrawFn) -> list[Line]:
    """Some fees of two offices, each with one amount after another, with and without holes between them."""
    lines = []
    for number in range(draw(st.integers(1, 4))):
        office = draw(st.sampled_from(["JPO", "EUIPO"]))
        days = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
        for at, first in enumerate(days):
            following = days[at + 1] if at + 1 < len(days) else None
            last = following - dt.timedelta(days=1) if following else draw(st.sampled_from([None, first]))
            lines.append(
                Line(
                    office=office, right=draw(st.sampled_from(Right.values)), act=draw(st.sampled_from(Act.values)),
                    code=f"code-{number}", tier=draw(st.sampled_from(Tier.values)), year=draw(st.integers(0, 30)),
                    period=draw(st.integers(0, 10)), country=OFFICES[office].country,
                    unit=draw(st.sampled_from(Unit.values)), unit_from=draw(st.integers(1, 20)), unit_to=None,
                    charge=draw(st.sampled_from(Charge.values)), counted=draw(st.sampled_from([Counted.ALWAYS, Counted.CHOICE])),
                    is_discount=draw(st.booleans()), amount=Decimal(draw(st.integers(0, 10**9))),
                    currency="JPY", valid_from=None if at == 0 and draw(st.booleans()) else first, valid_to=last,
                    label=draw(WORDS), label_zh=draw(WORDS), label_en=draw(st.one_of(st.just(""), WORDS)), note_zh="", note_en="",
                    source_title=draw(WORDS), source_url="https://office.example/fees", read_on=draw(DAYS),
                )
            )  # fmt: skip
    return lines


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories())
def test_what_goes_out_comes_back_and_changes_nothing(lines: list[Line]) -> None:
    """Import → export → import is a no-op, whatever the words begin with and however the days lie."""
    deeds, faults = plan(list(enumerate(lines, start=2)), [])
    assert faults == []
    assert {deed.change for deed in deeds} == {Change.NEW}
    standing = [Standing(deed.number, deed.line) for deed in deeds]
    read, broken = read_table(write_table(row.line for row in standing).encode(), OFFICES)
    assert broken == []
    again, faults = plan(read, standing)
    assert faults == []
    assert {deed.change for deed in again} == {Change.UNCHANGED}
