"""Files of fees as people send them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from alerts.fees.lines import COLUMNS
from alerts.fees.services.loading import DATA

ROW: Mapping[str, str] = {
    "office": "JPO", "right": "trademark", "act": "filing", "code": "app-class", "unit": "class", "amount": "9000",
    "currency": "JPY", "valid_from": "2027-04-01", "label": "TM application per class", "label_zh": "商标申请，每类",
    "source_title": "JPO", "source_url": "https://www.jpo.go.jp/fees", "read_on": "2026-11-23",
}  # fmt: skip


RATE: Mapping[str, str] = {
    "currency": "TWD", "value": "0.225", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "source_title": "一份牌价",
    "source_url": "https://rates.example/",
}  # fmt: skip


def changed_row(**values: str) -> dict[str, str]:
    """A row that raises a fee of the Japan Patent Office, with other values where given."""
    return {**ROW, **values}


def file_of(
    *rows: Mapping[str, str], head: Iterable[str] = COLUMNS, encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    """Write rows as a file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(head), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def own_rows() -> list[dict[str, str]]:
    """The rows of the file that comes with the portal."""
    with (DATA / "official_fees.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
