"""Divisions of China and sections of industry."""

import re

import pytest
from django.core.exceptions import ValidationError

from portal.reference import industry, regions


def test_all_provinces() -> None:
    """34 provincial-level divisions, the three regions named as regions of China."""
    rows = regions.provinces()
    assert len(rows) == 34
    assert [regions.division_name(code, "zh-hans") for code in ("710000", "810000", "820000")] == [
        "中国台湾",
        "中国香港",
        "中国澳门",
    ]
    assert regions.division_name("710000", "en") == "Taiwan, China"
    kinds = [row.kind for row in rows]
    assert (kinds.count("municipality"), kinds.count("autonomous_region"), kinds.count("special_region")) == (4, 5, 2)


def test_all_cities() -> None:
    """333 prefecture-level units and the county-level ones directly under a province."""
    cities = [city for province in regions.provinces() for city in regions.cities(province.code)]
    prefectures = [city for city in cities if city.code[2:4] != "90"]
    assert len(prefectures) == 333
    assert len({city.code for city in cities}) == len(cities)
    for city in cities:
        assert re.fullmatch(r"[1-6][0-9]{5}", city.code)
        assert city.parent == f"{city.code[:2]}0000"
        assert city.zh.endswith(("市", "州", "盟", "地区", "县", "区"))
        assert not re.search("[\u4e00-\u9fff]", city.en)
    assert {p.code for p in regions.provinces() if not regions.cities(p.code)} == {
        "110000",
        "120000",
        "310000",
        "500000",
        "710000",
        "810000",
        "820000",
    }


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("440300", "广东省深圳市", "Shenzhen, Guangdong"),
        ("610100", "陕西省西安市", "Xi'an, Shaanxi"),
        ("140400", "山西省长治市", "Changzhi, Shanxi"),
        ("341500", "安徽省六安市", "Lu'an, Anhui"),
        ("150100", "内蒙古自治区呼和浩特市", "Hohhot, Inner Mongolia"),
        ("429004", "湖北省仙桃市", "Xiantao, Hubei"),
        ("110000", "北京市", "Beijing"),
        ("999999", "999999", "999999"),
    ],
)
def test_names(code: str, zh: str, en: str) -> None:
    """City and province, in the order of each language; readings that pinyin tables get wrong."""
    assert regions.division_name(code, "zh-hans") == zh
    assert regions.division_name(code, "en") == en


def test_a_city_belongs_to_its_province() -> None:
    """A hand-made pair is refused."""
    assert regions.clean_place("440000", "440300") == ("440000", "440300")
    assert regions.clean_place("110000") == ("110000", "")
    for province, city, code in [
        ("440000", "320100", "city_unknown"),
        ("440300", "", "province_unknown"),
        ("", "440300", "province_unknown"),
        ("440000", "440000", "city_unknown"),
    ]:
        with pytest.raises(ValidationError) as error:
            regions.clean_place(province, city)
        assert error.value.code == code


def test_province_of_any_code() -> None:
    """A county code inside a USCC leads to its province."""
    assert regions.province_of("440305") == "440000"
    assert regions.province_of("990000") == ""


def test_groups_hold_every_city() -> None:
    """The select that works without JavaScript offers them all."""
    listed = [code for _province, pairs in regions.city_groups("zh-hans") for code, _name in pairs]
    assert len(listed) == len(set(listed)) == sum(len(regions.cities(p.code)) for p in regions.provinces())


def test_industry_sections() -> None:
    """A to T, all named, manufacturing on top."""
    assert "".join(industry.SECTIONS) == "ABCDEFGHIJKLMNOPQRST"
    choices = industry.section_choices("zh-hans")
    assert choices[0] == ("C", "C 制造业")
    assert len(choices) == 20
    assert industry.clean_section(" ｃ") == "C"
    with pytest.raises(ValidationError):
        industry.clean_section("U")
