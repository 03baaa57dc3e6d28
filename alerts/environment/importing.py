"""Read a CSV of scores: every row checked against the edition, every fault named with its line and column.

Columns, by their English or Chinese heading and in any order: indicator (code), country (any spelling), value, source; and if
wanted source_url, note (portal.tabular says in which encodings). Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from alerts.environment.selectors.checks import out_of_scale
from alerts.environment.selectors.trees import Branch, Reading
from alerts.environment.services.scores import Entry
from portal.reference.countries import country_code, country_name, get
from portal.tabular import Fault, rows_of

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "指标", "指标代码"),
    "country": ("country", "国家", "国家(地区)", "国家或地区"),
    "value": ("value", "数值", "得分", "分值"),
    "source": ("source", "来源", "数据来源"),
    "source_url": ("source_url", "来源网址", "网址"),
    "note": ("note", "备注", "说明"),
}
REQUIRED = ("indicator", "country", "value", "source")
_URL = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Preview:
    """One row as it would be written, and what stands there now."""

    line: int
    name: str
    country: str
    value: Decimal
    before: Decimal | None
    source: str

    @property
    def place(self) -> str:
        """The country (region) in words."""
        return country_name(self.country)


@dataclass
class Sheet:
    """What a file holds. Write `entries` only when there are no `faults`."""

    entries: list[Entry] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many rows differ from what stands there."""
        return sum(1 for row in self.previews if row.before != row.value)


def read_sheet(text: str, reading: Reading) -> Sheet:
    """Check every row of `text` against the edition."""
    sheet = Sheet()
    leaves = {branch.indicator.code: branch for branch in reading.leaves}
    standing = {(score.indicator_id, score.country): score.value for score in reading.scores}
    seen: dict[tuple[int, str], int] = {}
    for line, cells in rows_of(text, headings=HEADINGS, required=REQUIRED, faults=sheet.faults):
        entry = _entry(line, cells, leaves, sheet)
        if entry is None:
            continue
        place = (entry.indicator_id, entry.country)
        if place in seen:
            message = _("The same indicator and country (region) already stand in line %(line)d.") % {
                "line": seen[place]
            }
            sheet.faults.append(Fault(line, "country", message))
            continue
        seen[place] = line
        sheet.entries.append(entry)
        name = leaves[cells["indicator"].lower()].indicator.name
        sheet.previews.append(Preview(line, name, entry.country, entry.value, standing.get(place), entry.source))
    return sheet


def _entry(line: int, cells: Mapping[str, str], leaves: Mapping[str, Branch], sheet: Sheet) -> Entry | None:
    before = len(sheet.faults)

    def fault(column: str, message: str) -> None:
        sheet.faults.append(Fault(line, column, message))

    branch = leaves.get(cells["indicator"].lower())
    if branch is None:
        fault(
            "indicator",
            _("“%(code)s” is no indicator of this edition that carries scores.") % {"code": cells["indicator"][:40]},
        )
    country = country_code(cells["country"])
    known = get(country) if country else None
    if known is None or len(known.code) != 2 or (known.is_organisation and known.code != "EU"):
        fault("country", _("“%(name)s” is not a country (region) we know.") % {"name": cells["country"][:40]})
    value = number(cells["value"])
    if value is None:
        fault(
            "value",
            _("“%(value)s” is not a number with at most 12 digits before and 6 after the point.")
            % {"value": cells["value"][:40]},
        )
    elif branch is not None and (outside := out_of_scale(branch, value)) is not None:
        fault("value", outside)
    for name, most in (("source", 300), ("note", 300), ("source_url", 500)):
        if len(cells.get(name, "")) > most:
            fault(name, _("The text is longer than %(most)d characters.") % {"most": most})
    if not cells["source"]:
        fault("source", _("Every score needs its source."))
    if (url := cells.get("source_url", "")) and not _is_url(url):
        fault("source_url", _("This is not an address that begins with http:// or https://."))
    if len(sheet.faults) > before or branch is None or known is None or value is None:
        return None
    return Entry(branch.indicator.pk, known.code, value, cells["source"], url, cells.get("note", ""))


def number(text: str) -> Decimal | None:
    """Read a number of at most 12 digits before and 6 after the point; None when it is none."""
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        return None
    exponent = value.as_tuple().exponent
    return value if isinstance(exponent, int) and exponent >= -6 else None


def _is_url(text: str) -> bool:
    try:
        _URL(text)
    except ValidationError:
        return False
    return True
