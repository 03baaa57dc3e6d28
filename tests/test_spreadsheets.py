"""What a spreadsheet opens must not run."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from portal.spreadsheets import csv_answer, inert


@pytest.mark.parametrize("text", ["=1+1", "+8613800138000", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-٣"])
def test_a_text_that_a_spreadsheet_would_run_is_kept_from_it(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-3.5", "-12", "12", "甲公司", "", None, Decimal("-1.2"), -4])
def test_numbers_and_plain_texts_stay(value: object) -> None:
    assert inert(value) == value


def test_a_file_has_a_mark_its_name_and_inert_cells() -> None:
    answer = csv_answer("名单.csv", ["公司"], [["=cmd"], ["甲，乙\n丙"]])
    text = answer.content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["公司"], ["'=cmd"], ["甲，乙\n丙"]]
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%8D%95.csv"
    assert answer.content.startswith(b"\xef\xbb\xbf")
