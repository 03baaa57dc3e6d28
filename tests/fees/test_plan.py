"""What a line does to what stands: follows, corrects, ends, or is refused; nothing published is rewritten."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from alerts.fees.choices import Change
from alerts.fees.lines import Line
from alerts.fees.plan import Standing, plan

LINE = Line(
    office="JPO", right="trademark", act="filing", code="app", amount=Decimal(3400), currency="JPY", label="Base",
    label_zh="基本费", source_title="JPO", source_url="https://www.jpo.go.jp", read_on=dt.date(2026, 11, 23), country="JP",
    valid_from=dt.date(2022, 4, 1),
)  # fmt: skip
NOW = Standing(7, LINE)
NEXT = replace(LINE, amount=Decimal(4000), valid_from=dt.date(2027, 4, 1))


def deeds(
    *lines: Line, standing: tuple[Standing, ...] = (NOW,), whole_from: dt.date | None = None
) -> list[tuple[Change, int | None]]:
    found, faults = plan(list(enumerate(lines, start=2)), standing, whole_from=whole_from)
    assert faults == []
    return [(deed.change, deed.before.pk if deed.before else None) for deed in found]


def test_what_a_line_does() -> None:
    ends = replace(LINE, valid_to=dt.date(2026, 12, 31))
    assert deeds(LINE) == [(Change.UNCHANGED, 7)]
    assert deeds(NEXT) == [(Change.CHANGED, 7)]
    assert deeds(ends) == [(Change.CLOSED, 7)]
    assert deeds(replace(LINE, amount=Decimal(3500))) == [(Change.CORRECTED, 7)]
    assert deeds(replace(LINE, code="other")) == [(Change.NEW, None)]
    assert deeds(replace(LINE, valid_from=None, valid_to=dt.date(2022, 3, 31))) == [(Change.NEW, None)]
    # The two lines of a whole schedule: the end of the old one and the new one.
    assert deeds(replace(LINE, valid_to=dt.date(2027, 3, 31)), NEXT) == [(Change.CLOSED, 7), (Change.CHANGED, 7)]
    # An older file does not know that the row has ended since.
    assert deeds(LINE, standing=(Standing(7, ends),)) == [(Change.UNCHANGED, 7)]


def test_what_the_whole_list_leaves_out_ends() -> None:
    other = Standing(8, replace(LINE, code="gone"))
    elsewhere = Standing(9, replace(LINE, right="design"))
    day = dt.date(2027, 4, 1)
    assert deeds(LINE, standing=(NOW, other, elsewhere), whole_from=day) == [(Change.UNCHANGED, 7), (Change.CLOSED, 8)]


@pytest.mark.parametrize(
    ("lines", "standing", "fault"),
    [
        ([LINE, LINE], [], (3, "valid_from")),
        ([LINE, NEXT], [], (3, "valid_from")),  # without a last day of the first
        ([replace(LINE, valid_from=dt.date(2020, 1, 1))], [NOW], (2, "valid_to")),
        ([replace(LINE, valid_to=dt.date(2030, 1, 1))], [Standing(7, LINE.ended(dt.date(2025, 1, 1)))], (2, "valid_to")),
        (
            [replace(LINE, amount=Decimal(1), valid_to=dt.date(2028, 1, 1))],
            [Standing(7, LINE.ended(dt.date(2027, 3, 31))), Standing(8, NEXT)],
            (2, "valid_to"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be(lines: list[Line], standing: list[Standing], fault: tuple[int, str]) -> None:
    _deeds, faults = plan(list(enumerate(lines, start=2)), standing)
    assert [(each.line, each.column) for each in faults] == [fault]
