"""Countries (regions) and the offices that stand beside them: 国家（地区）.

`country_code` is the one normaliser: every import of foreign data and every page
goes through it, so that Hong Kong, Macao and Taiwan always show as 中国香港,
中国澳门 and 中国台湾, whatever the source wrote.

Codes: ISO 3166-1 alpha-2, and WIPO ST.3 for organisations (EM, EP, WO, …).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from portal.reference.text import half_width, is_chinese, load_data, pick

FIELD_LABEL = gettext_lazy("Country (region)")

#: Shown first in Chinese lists: markets and forums most disputes come from.
FREQUENT = (
    "US",
    "EU",
    "DE",
    "GB",
    "FR",
    "IT",
    "ES",
    "NL",
    "JP",
    "KR",
    "IN",
    "VN",
    "TH",
    "ID",
    "MY",
    "SG",
    "PH",
    "AU",
    "CA",
    "MX",
    "BR",
    "RU",
    "TR",
    "SA",
    "AE",
    "ZA",
    "HK",
    "TW",
    "MO",
)

Choices = list[tuple[str, str]]
GroupedChoices = list[tuple[str, Choices]]


@dataclass(frozen=True, slots=True)
class Country:
    """One country, region of China, or intergovernmental office."""

    code: str
    iso3: str | None
    num: str | None
    kind: str  # country | region | organisation
    zh: str
    en: str
    pinyin: str
    aliases: tuple[str, ...]

    @property
    def is_organisation(self) -> bool:
        """Tell offices such as EM or WO from countries and regions."""
        return self.kind == "organisation"

    def name(self, language: str | None = None) -> str:
        """Return the name in the language given, or the active one."""
        return pick(self.zh, self.en, language)


@lru_cache(maxsize=1)
def _rows() -> dict[str, Country]:
    data = load_data("portal.reference", "countries.json")
    return {row["code"]: Country(**{**row, "aliases": tuple(row["aliases"])}) for row in data["countries"]}


def all_countries(*, organisations: bool = True) -> list[Country]:
    """Return every row, organisations last unless they are left out."""
    rows = _rows().values()
    plain = [row for row in rows if not row.is_organisation]
    return plain + [row for row in rows if organisations and row.is_organisation]


def get(code: str) -> Country | None:
    """Return the row of a code, or None."""
    return _rows().get(code)


def is_code(code: str) -> bool:
    """Tell whether this is a code of the list."""
    return code in _rows()


# --- the normaliser ---------------------------------------------------------------------

# "N/A" in a foreign file is no answer, and not Namibia.
_NOTHING = re.compile(r"\s*(?:n\s*[/.]\s*a\.?|none|null|unknown|[-–—?]+)?\s*", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^\w]+|_", re.UNICODE)
# Free spellings of the three regions that no list can hold ("Hong Kong S.A.R. of China",
# "Taiwan, PRC"): a country field that names one of them means it.
_REGION_WORDS = (
    ("TW", ("taiwan", "台湾", "台灣", "臺灣", "臺湾")),
    ("HK", ("hongkong", "香港")),
    ("MO", ("macao", "macau", "澳门", "澳門")),
)


def _key(value: str) -> str:
    """Fold width, case, accents, punctuation, spaces and a leading "the"."""
    text = unicodedata.normalize("NFD", half_width(value).casefold())
    text = "".join(mark for mark in text if unicodedata.category(mark) != "Mn")
    text = re.sub(r"^\s*the\s+", "", text).replace("&", "and")
    return _NOT_WORD.sub("", unicodedata.normalize("NFC", text))


@lru_cache(maxsize=1)
def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    # Later writers win: aliases, then names, then ISO codes, which are never ambiguous.
    for row in _rows().values():
        for alias in row.aliases:
            index.setdefault(_key(alias), row.code)
    for row in _rows().values():
        index[_key(row.zh)] = index[_key(row.en)] = row.code
    for row in _rows().values():
        # USPTO files write the code with an X behind it (DEX, CNX).
        index.setdefault(_key(f"{row.code}X"), row.code)
    for row in _rows().values():
        for code in (row.code, row.iso3, row.num):
            if code:
                index[_key(code)] = row.code
    return index


@lru_cache(maxsize=4096)
def country_code(raw: str | None) -> str | None:
    """Return our code for any spelling of a country, region or office; None when unknown.

    Accepts ISO alpha-2, alpha-3 and numeric codes, ST.3 codes, USPTO codes with X, names in
    Chinese (both scripts), English, German, French and Spanish, and the usual variants of
    foreign files ("Korea, Republic of", "Republic of China", "Hong Kong SAR").
    """
    if _NOTHING.fullmatch(half_width(raw or "")):
        return None
    key = _key(raw or "")
    if not key:
        return None
    found = _index().get(key)
    if found:
        return found
    for code, words in _REGION_WORDS:
        if any(word in key for word in words):
            return code
    return None


def country_name(raw: str | None, language: str | None = None) -> str:
    """Return the name to show for a code or any spelling; unknown text comes back trimmed."""
    code = country_code(raw)
    if code is None:
        return (raw or "").strip()
    return _rows()[code].name(language)


def country_names(codes: Iterable[str], language: str | None = None) -> str:
    """Return several names joined for a sentence (、 in Chinese, a comma in English)."""
    return pick("、", ", ", language).join(country_name(code, language) for code in codes)


def clean_country(raw: str | None, *, organisations: bool = True) -> str:
    """Return the code for what was typed or chosen.

    Raises ValidationError `country_unknown`.
    """
    code = country_code(raw)
    if code is None or (not organisations and _rows()[code].is_organisation):
        raise ValidationError(
            gettext_lazy("“%(value)s” is not a country (region) we know. Choose one of the list."),
            code="country_unknown",
            params={"value": (raw or "").strip()},
        )
    return code


# --- choices ----------------------------------------------------------------------------


def country_choices(language: str | None = None, *, organisations: bool = False) -> Choices:
    """Return (code, name) for a flat select: frequent markets first, then the rest.

    The rest is sorted by pinyin in Chinese and by name in English.
    """
    return [pair for _group, pairs in country_groups(language, organisations=organisations) for pair in pairs]


def country_groups(language: str | None = None, *, organisations: bool = False) -> GroupedChoices:
    """Return the same choices in groups, in the shape Django's Select takes."""
    titles = (gettext("Frequently used"), gettext("All others"), gettext("Regional offices"))
    groups = _ordered(is_chinese(language), organisations)
    return [(title, list(pairs)) for title, pairs in zip(titles, groups, strict=False)]


@lru_cache(maxsize=4)
def _ordered(chinese: bool, organisations: bool) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Sort frequent ones, the rest and, when wanted, the offices: every form with a country asks for it."""
    rows, language = _rows(), "zh-hans" if chinese else "en"

    def order(row: Country) -> tuple[str, str]:
        return pick(row.pinyin, _key(row.en), language), row.code

    def pairs(chosen: Iterable[Country]) -> tuple[tuple[str, str], ...]:
        return tuple((row.code, row.name(language)) for row in chosen)

    frequent = [rows[code] for code in FREQUENT if organisations or not rows[code].is_organisation]
    rest = sorted((r for r in rows.values() if r.code not in FREQUENT and not r.is_organisation), key=order)
    if not organisations:
        return pairs(frequent), pairs(rest)
    offices = (r for r in rows.values() if r.is_organisation and r.code not in FREQUENT)
    return pairs(frequent), pairs(rest), pairs(sorted(offices, key=order))
