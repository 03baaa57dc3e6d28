"""Administrative divisions of China (GB/T 2260): provincial level and the cities below.

Cities are all prefecture-level units and the county-level units that stand directly under
a province. The four municipalities and the regions 中国台湾, 中国香港 and 中国澳门 have no
second level here: a form leaves the city out for them.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.reference.text import load_data, pick, squeeze


@dataclass(frozen=True, slots=True)
class Division:
    """One division: `code` is six digits, `parent` the province's code or "" at the top."""

    code: str
    zh: str
    short_zh: str
    en: str
    parent: str = ""
    kind: str = "city"  # province | municipality | autonomous_region | special_region | city

    def name(self, language: str | None = None) -> str:
        """Return the full name in the language given, or the active one."""
        return pick(self.zh, self.en, language)

    def short_name(self, language: str | None = None) -> str:
        """Return the everyday name (北京, 广西; cities keep theirs)."""
        return pick(self.short_zh, self.en, language)


@lru_cache(maxsize=1)
def _divisions() -> dict[str, Division]:
    rows: dict[str, Division] = {}
    for province in load_data("portal.reference", "regions.json")["provinces"]:
        code = province["code"]
        rows[code] = Division(code, province["zh"], province["short_zh"], province["en"], kind=province["kind"])
        for city in province["cities"]:
            rows[city["code"]] = Division(city["code"], city["zh"], city["zh"], city["en"], parent=code)
    return rows


@lru_cache(maxsize=1)
def _children() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for row in _divisions().values():
        found.setdefault(row.parent, []).append(row)
    return {parent: tuple(rows) for parent, rows in found.items()}


def provinces() -> tuple[Division, ...]:
    """Return the 34 provincial-level divisions in the order of their codes."""
    return _children()[""]


def cities(province_code: str) -> tuple[Division, ...]:
    """Return the cities of a province in the order of their codes; empty when it has none."""
    return _children().get(province_code, ())


def get(code: str) -> Division | None:
    """Return a division by code, or None."""
    return _divisions().get(code)


def division_name(code: str, language: str | None = None) -> str:
    """Return "广东省深圳市" / "Shenzhen, Guangdong" for a city, the plain name for a province."""
    row = get(code)
    if row is None:
        return code
    parent = get(row.parent)
    if parent is None:
        return row.name(language)
    return pick(f"{parent.zh}{row.zh}", f"{row.en}, {parent.en}", language)


def province_of(code: str) -> str:
    """Return the province's code for any six-digit division code (also of a county)."""
    return f"{code[:2]}0000" if f"{code[:2]}0000" in _divisions() else ""


def province_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of all provinces for a select."""
    return [(row.code, row.name(language)) for row in provinces()]


def city_choices(province_code: str, language: str | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of one province's cities for a select."""
    return [(row.code, row.name(language)) for row in cities(province_code)]


def city_groups(language: str | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every city grouped by province, for a select that works without JavaScript."""
    return [(row.name(language), city_choices(row.code, language)) for row in provinces() if cities(row.code)]


def clean_place(province_code: str, city_code: str = "") -> tuple[str, str]:
    """Return (province, city) after checking that they belong together.

    A province with cities may be given without one (""), a city never without its province.

    Raises ValidationError `province_unknown`, `city_unknown`.
    """
    province = get(squeeze(province_code))
    if province is None or province.parent:
        raise ValidationError(_("Choose a province of the list."), code="province_unknown")
    chosen = squeeze(city_code)
    if not chosen:
        return province.code, ""
    city = get(chosen)
    if city is None or city.parent != province.code:
        raise ValidationError(_("Choose a city of the province you chose."), code="city_unknown")
    return province.code, city.code
