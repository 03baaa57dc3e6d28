"""The rule rows as people see them: complete in both languages, sourced, and named rightly."""

import re
from zoneinfo import ZoneInfo

from cases.deadlines import all_rules
from cases.deadlines.calendars import get_calendar, seats_for
from portal.reference import countries

CHINESE = re.compile("[\u3400-\u9fff]")
BILINGUAL = ("forum", "procedure", "trigger", "legal", "counting", "extension", "consequence", "notes")


def test_all_rows_are_there() -> None:
    """135 rules; every calendar they name exists; every seat has a name."""
    rules = all_rules()
    assert len(rules) == 135
    for rule in rules:
        calendar = get_calendar(rule.calendar)
        assert calendar.name("zh")
        assert calendar.name("en")
        assert ZoneInfo(rule.timezone)
        for seat in seats_for(rule):
            assert seat.name("zh")
            assert not CHINESE.search(seat.name("en"))


def test_each_text_is_there_in_both_languages_or_in_none() -> None:
    """No English reader meets Chinese, no text is missing on one side."""
    for rule in all_rules():
        for field in BILINGUAL:
            zh, en = getattr(rule, f"{field}_zh"), getattr(rule, f"{field}_en")
            assert bool(zh) == bool(en), (rule.id, field)
            assert not CHINESE.search(en), (rule.id, field)
    for field in ("forum", "procedure", "trigger"):
        # ITC, EUIPO and the like keep their names; the words around them are Chinese.
        bare = [rule.id for rule in all_rules() if not CHINESE.search(getattr(rule, f"{field}_zh"))]
        assert set(bare) <= {rule.id for rule in all_rules() if rule.forum_zh == "IP Australia"}, field


def test_chinese_text_has_full_width_punctuation() -> None:
    """A half-width comma, colon, semicolon or bracket never touches a Chinese character."""
    bad = re.compile("[\u3400-\u9fff][,;:(]|[,;:)][\u3400-\u9fff]")
    for rule in all_rules():
        for field in BILINGUAL:
            text = getattr(rule, f"{field}_zh")
            assert not bad.search(text), (rule.id, field, text)


def test_a_verified_period_names_where_it_was_read() -> None:
    """`verified` without a source would be a claim nobody can check."""
    for rule in all_rules():
        assert rule.legal_zh
        assert all(source.startswith("http") for source in rule.sources)


def test_regions_of_china_are_named_so() -> None:
    """Hong Kong, Macao and Taiwan never stand alone, in either language."""
    lone_zh = re.compile("(?<!中国)(台湾|香港|澳门)")
    lone_en = re.compile(r"(Taiwan|Hong Kong|Macao)(?!, China)")
    for rule in all_rules():
        for field in BILINGUAL:
            assert not lone_zh.search(getattr(rule, f"{field}_zh")), (rule.id, field)
            assert not lone_en.search(getattr(rule, f"{field}_en")), (rule.id, field)
        if rule.jurisdiction in {"HK", "MO", "TW"}:
            row = countries.get(rule.jurisdiction)
            assert row is not None
            assert rule.forum_zh.startswith(row.zh)


def test_nothing_speaks_of_how_the_data_was_made() -> None:
    """Users read these texts: no file names, no option names."""
    for rule in all_rules():
        for field in BILINGUAL:
            for text in (getattr(rule, f"{field}_zh"), getattr(rule, f"{field}_en")):
                assert not re.search(r"README|options|_id|同上|portal|门户", text), (rule.id, text)
