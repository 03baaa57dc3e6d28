"""After every proposal is accepted nothing of the case is left, however it was written; and the last look finds what is."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.library.anonymise.apply import Swap, applied
from alerts.library.anonymise.check import leaks
from alerts.library.anonymise.identity import Identity, Named, What
from alerts.library.anonymise.names import firm_variants
from alerts.library.anonymise.propose import propose

IDENTITY = Identity(
    named=(
        Named(What.FIRM, ("深圳市华星微电子科技有限公司", "Shenzhen Huaxing Microelectronics Co., Ltd.")),
        Named(What.FIRM, ("Northbridge Patent Holdings LLC",)),
        Named(What.LAW_FIRM, ("Miller & Stone LLP",)),
        Named(What.PERSON, ("王小明",)),
        Named(What.PERSON, ("John Smith",)),
        Named(What.MARK, ("HXTECH",)),
    ),
    numbers=(
        (What.CASE_NUMBER, "1:26-cv-00412"),
        (What.CASE_NUMBER, "SZ-2026-00017X"),
        (What.RIGHT_NUMBER, "US 10,123,456 B2"),
        (What.RIGHT_NUMBER, "ZL201510123456.7"),
        (What.PHONE, "+8613800138000"),
        (What.EMAIL, "wang@huaxing.example"),
        (What.CODE, "91440300MA5000001L"),
    ),
    addresses=("深圳市南山区科技园路1号",),
    city_zh="深圳市",
    city_en="Shenzhen",
    province_zh="广东省",
    province_en="Guangdong",
    dates=frozenset({datetime.date(2026, 3, 5)}),
    amounts=frozenset({Decimal(850000)}),
)
TEXT = (
    "深圳市华星微电子科技有限公司（下称“华星微电子”）于2026年3月5日收到 Northbridge Patent Holdings, L.L.C. 委托 MILLER&STONE "
    "发出的起诉状（1:26-CV-00412），指控其产品侵犯US10,123,456号专利，索赔85万美元。联系人王 小明（138 0013 8000，Wang@Huaxing.example）。"
)


def accepted(texts: dict[str, str], identity: Identity = IDENTITY) -> dict[str, str]:
    """What goes out when everything proposed is accepted."""
    swaps = [Swap(each.what, each.words, each.zh, each.en) for each in propose(texts.values(), identity)]
    return {place: applied(text, swaps, "zh") for place, text in texts.items()}


def test_one_name_gets_one_word_throughout() -> None:
    out = accepted({"facts": TEXT})["facts"]
    assert out.startswith("甲公司（下称“甲公司”）于2026年3月收到 乙公司")
    for left in ("华星", "Northbridge", "MILLER", "00412", "10,123", "85", "138", "@", "王"):
        assert left not in out
    assert "50万至100万美元" in out
    assert "甲律所" in out


def test_the_last_look_knows_no_proposals() -> None:
    """It names what stands in a text that nobody went through, and where."""
    found = {(leak.what, leak.place) for leak in leaks({"facts": TEXT, "lesson": "多备一份证据。"}, IDENTITY)}
    assert {what for what, _place in found} >= {
        What.FIRM, What.LAW_FIRM, What.PERSON, What.CASE_NUMBER, What.RIGHT_NUMBER, What.PHONE, What.EMAIL, What.DATE, What.AMOUNT,
    }  # fmt: skip
    assert {place for _what, place in found} == {"facts"}


def test_a_passed_find_is_passed_and_nothing_else() -> None:
    texts = {"facts": "客户位于 Northbridge 小镇，联系人王小明。"}
    (town, person) = leaks(texts, IDENTITY)
    assert (town.words, person.words) == ("Northbridge", "王小明")
    assert leaks(texts, IDENTITY, passed=[town.key]) == [person]


def test_what_looks_like_a_name_is_left_to_the_person() -> None:
    found = {each.words: each.sure for each in propose(["另一被告 Acme Widgets Inc. 与张律师在和解。"], Identity())}
    assert found == {"Acme Widgets Inc.": False, "张律师": False}


def test_a_name_with_brackets_goes_whole_and_joins_no_neighbour() -> None:
    identity = Identity(named=(Named(What.FIRM, ("宁波华星有限公司（深圳）",)), Named(What.PERSON, ("深圳联系人",))))
    assert (
        accepted({"a": "宁波华星有限公司（深圳）（联系人另有其人）起诉"}, identity)["a"]
        == "甲公司（联系人另有其人）起诉"
    )


def test_ordinary_words_are_no_find() -> None:
    """A name inside another word, across sentences or as a number inside a number names nobody."""
    texts = {"facts": "The blacksmithery sold HXTECHNOLOGY. 中华。星微电 11:26-cv-004123"}
    assert leaks(texts, IDENTITY) == []


def test_the_short_names_of_a_firm() -> None:
    assert [each.words for each in firm_variants("深圳市华星微电子科技有限公司")][-1] == "华星微"
    assert "Huaxing" in {each.words for each in firm_variants("Shenzhen Huaxing Microelectronics Co., Ltd.")}
    assert all(each.words not in {"科技", "Shenzhen"} for each in firm_variants("广州科技有限公司"))


@pytest.mark.parametrize(
    ("written", "month", "quarter"),
    [
        ("2026年3月5日", "2026年3月", "2026年第一季度"),
        ("2026-11-05", "2026年11月", "2026年第四季度"),
        ("５ March 2026", "2026年3月", "2026年第一季度"),
    ],
)
def test_days_become_months_or_quarters(written: str, month: str, quarter: str) -> None:
    assert accepted({"a": written}, Identity())["a"] == month
    assert accepted({"a": written}, Identity(few=True))["a"] == quarter


_HAN = st.text(st.sampled_from("华星远洋宏达创新瑞丰锦绣腾飞凯旋博雅精诚盛世"), min_size=2, max_size=4)
_LATIN = st.text(st.sampled_from("bcdfgklmnprstvwz"), min_size=4, max_size=8).map(str.capitalize)
_DIGITS = st.text(st.sampled_from("0123456789"), min_size=6, max_size=10).filter(lambda each: len(set(each)) > 2)


@st.composite
def cases(draw: st.DrawFn) -> Identity:
    """An invented case with names of every kind."""
    brand, other = draw(_HAN), draw(_LATIN)
    city = draw(
        st.sampled_from((("杭州市", "Hangzhou", "浙江省", "Zhejiang"), ("苏州市", "Suzhou", "江苏省", "Jiangsu")))
    )
    return Identity(
        named=(
            Named(What.FIRM, (f"{city[0]}{brand}{draw(st.sampled_from(('科技', '电子', '进出口')))}有限公司",)),
            Named(What.FIRM, (f"{other} {draw(_LATIN)} {draw(st.sampled_from(('Inc.', 'GmbH', 'Holdings LLC')))}",)),
            Named(What.PERSON, (f"欧阳{draw(_HAN)[:2]}",)),
            Named(What.MARK, (draw(_LATIN).upper(),)),
        ),
        numbers=((What.RIGHT_NUMBER, draw(_DIGITS)), (What.CASE_NUMBER, f"1:26-cv-{draw(_DIGITS)[:5]}")),
        city_zh=city[0],
        city_en=city[1],
        province_zh=city[2],
        province_en=city[3],
    )  # fmt: skip


def _identifiers(identity: Identity) -> list[str]:
    names = [name for named in identity.named for name in named.names]
    return [*names, *(number for _what, number in identity.numbers), identity.city_zh, identity.city_en]


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


VARIANTS = (
    str, str.upper, str.lower, _wide, lambda text: " ".join(text), lambda text: text.replace(" ", "\u00a0 "),
    lambda text: "\u200b".join(text), lambda text: f"**{text[:2]}**{text[2:]}", lambda text: f"{text}™",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(cases(), st.data())
def test_nothing_of_the_case_is_left(identity: Identity, data: st.DataObject) -> None:
    """Whatever the case, width and spacing in which its own fields stand in the text."""
    names = data.draw(st.lists(st.sampled_from(_identifiers(identity)), min_size=1, max_size=6))
    written = [data.draw(st.sampled_from(VARIANTS))(name) for name in names]
    text = "。".join(f"据称 {each} 参与了谈判" for each in written)
    assert leaks({"text": text}, identity), "the last look sees them before"
    out = accepted({"text": text}, identity)["text"]
    assert leaks({"text": out}, identity) == []
    for name in names:
        assert name.casefold() not in out.casefold()
