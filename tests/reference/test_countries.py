"""The country list and its one normaliser."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from portal.reference import countries
from portal.reference.countries import (
    clean_country,
    country_choices,
    country_code,
    country_groups,
    country_name,
    country_names,
)

REGION_SPELLINGS = {
    "TW": [
        "Taiwan",
        "TAIWAN",
        "taiwan ",
        "TW",
        "twn",
        "158",
        "Republic of China",
        "REPUBLIC OF CHINA (TAIWAN)",
        "R.O.C.",
        "ROC",
        "Taiwan, R.O.C.",
        "Taiwan (R.O.C.)",
        "Taiwan, Province of China",
        "Taiwan Province of China",
        "Chinese Taipei",
        "Taiwan, China",
        "China (Taiwan)",
        "TWX",
        "台湾",
        "台灣",
        "臺灣",
        "中国台湾",
        "中國臺灣",
        "台湾省",
        "中華民國",
        "Taïwan",
        "Taiwán",
        "Тайвань",
        "대만",
        "Taiwan Area",
        "Ｔａｉｗａｎ",
        "The Republic of China",
    ],
    "HK": [
        "Hong Kong",
        "HONG KONG",
        "HongKong",
        "HK",
        "HKG",
        "344",
        "Hong Kong SAR",
        "Hong Kong S.A.R.",
        "HKSAR",
        "HKX",
        "Hong Kong, China",
        "China, Hong Kong SAR",
        "Hong Kong Special Administrative Region of China",
        "香港",
        "中国香港",
        "香港特别行政区",
        "中華人民共和國香港特別行政區",
        "Hongkong",
        "Hong  Kong",
        "Hong-Kong",
        "Sonderverwaltungsregion Hongkong",
    ],
    "MO": [
        "Macau",
        "Macao",
        "MACAO SAR",
        "MO",
        "MAC",
        "446",
        "Macau, China",
        "China, Macao SAR",
        "澳门",
        "澳門",
        "中国澳门",
        "澳门特别行政区",
        "Macau Special Administrative Region",
        "MOX",
    ],
}


@pytest.mark.parametrize(
    ("code", "raw"), [(code, raw) for code, spellings in REGION_SPELLINGS.items() for raw in spellings]
)
def test_every_spelling_of_the_regions_shows_as_the_region_of_china(code: str, raw: str) -> None:
    """Whatever a foreign file writes, our pages write 中国台湾, 中国香港, 中国澳门."""
    zh = {"TW": "中国台湾", "HK": "中国香港", "MO": "中国澳门"}[code]
    en = {"TW": "Taiwan, China", "HK": "Hong Kong, China", "MO": "Macao, China"}[code]
    assert country_code(raw) == code
    assert country_name(raw, "zh-hans") == zh
    assert country_name(raw, "en") == en


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("People's Republic of China", "CN"),
        ("P.R. China", "CN"),
        ("China", "CN"),
        ("中华人民共和国", "CN"),
        ("CNX", "CN"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Korea", "KR"),
        ("대한민국", None),
        ("北韩", "KP"),
        ("Korea, Democratic People's Republic of", "KP"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("the United States", "US"),
        ("美国", "US"),
        ("UK", "GB"),
        ("Viet Nam", "VN"),
        ("Türkiye", "TR"),
        ("TURKEY", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("阿联酋", "AE"),
        ("Deutschland", "DE"),
        ("DEX", "DE"),
        ("MEX", "MX"),
        ("EL", "GR"),
        ("Congo - Kinshasa", "CD"),
        ("Congo", "CG"),
        ("European Union", "EU"),
        ("EM", "EM"),
        ("WO", "WO"),
        ("276", "DE"),
        ("", None),
        (None, None),
        ("  ", None),
        ("Atlantis", None),
        ("N/A", None),
        ("澳洲", "AU"),
    ],
)
def test_spellings_of_countries(raw: str | None, code: str | None) -> None:
    """The usual variants of foreign offices and Chinese short forms."""
    assert country_code(raw) == code


def test_korea_china_and_congo_are_never_confused() -> None:
    """Names that hold one another stay apart."""
    assert country_code("Republic of China") != country_code("People's Republic of China")
    assert country_code("Republic of Korea") != country_code("Democratic People's Republic of Korea")
    assert country_code("Guinea") != country_code("Equatorial Guinea") != country_code("Papua New Guinea")
    assert country_code("Dominica") != country_code("Dominican Republic")
    assert country_code("Niger") != country_code("Nigeria")


def test_no_spelling_belongs_to_two_rows() -> None:
    """An alias that means two countries would silently pick one."""
    seen: dict[str, str] = {}
    for row in countries.all_countries():
        for text in {row.zh, row.en, row.code, row.iso3, row.num, *row.aliases} - {None}:
            key = countries._key(str(text))
            assert seen.setdefault(key, row.code) == row.code, (text, seen[key], row.code)
            assert country_code(str(text)) == row.code


def test_unknown_text_comes_back_as_it_is() -> None:
    """What cannot be normalised is shown, not swallowed."""
    assert country_name(" Atlantis ") == "Atlantis"


def test_the_list() -> None:
    """258 rows; ISO codes unique; regions of China are marked; no lone region name in any language."""
    rows = countries.all_countries()
    assert len(rows) == 258
    assert {row.code for row in rows if row.kind == "region"} == {"HK", "MO", "TW"}
    assert len({row.iso3 for row in rows if row.iso3}) == len([row for row in rows if row.iso3]) == 249
    for row in rows:
        assert re.search("[\u4e00-\u9fff]", row.zh)
        assert not re.search("[\u4e00-\u9fff]", row.en)
        assert not re.search("[(),]", row.zh)  # full-width marks in Chinese


def test_chinese_choices_are_sorted_by_pinyin() -> None:
    """Frequent markets first in their order, then by pinyin as pypinyin reads it."""
    (_first, frequent), (_rest, rest) = country_groups("zh-hans")
    assert [code for code, _name in frequent][:2] == ["US", "DE"]
    names = [name for _code, name in rest]
    bare = [re.sub("[^\u4e00-\u9fff]", "", name) for name in names]
    assert bare == sorted(bare, key=lambda name: " ".join(lazy_pinyin(name)))
    assert names[0] == "阿尔巴尼亚"


def test_english_choices_are_sorted_by_name() -> None:
    """Accents do not move a name to the end: Åland stands with A."""
    _frequent, (_label, rest) = country_groups("en")
    names = [name for _code, name in rest]
    assert names.index("Åland Islands") < names.index("Belgium")
    assert names[0] == "Afghanistan"


def test_choices_hold_each_code_once() -> None:
    """Offices come only when asked for."""
    plain = [code for code, _name in country_choices("zh-hans")]
    assert len(plain) == len(set(plain)) == 249
    full = [code for code, _name in country_choices("zh-hans", organisations=True)]
    assert len(full) == len(set(full)) == 258
    assert "EM" not in plain


def test_clean_country() -> None:
    """The form takes any spelling and answers in the user's language."""
    assert clean_country(" 中国台湾省 ") == "TW"
    with pytest.raises(ValidationError) as error:
        clean_country("Atlantis")
    assert error.value.code == "country_unknown"
    with translation.override("zh-hans"):
        assert "国家（地区）" in error.value.messages[0]
    with pytest.raises(ValidationError):
        clean_country("EUIPO", organisations=False)


def test_names_are_joined_for_a_sentence() -> None:
    """The enumeration mark of each language."""
    assert country_names(["US", "TW"], "zh-hans") == "美国、中国台湾"
    assert country_names(["US", "HK"], "en") == "United States, Hong Kong, China"


@given(st.text(max_size=60))
def test_any_text_is_survived(raw: str) -> None:
    """The normaliser never fails, and its answer is stable."""
    code = country_code(raw)
    assert code is None or country_code(country_name(raw, "en")) == code
    assert code is None or country_code(country_name(raw, "zh-hans")) == code
