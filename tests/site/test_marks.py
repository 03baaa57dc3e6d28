"""Icons, chips, due badges, dates and money: right in both languages, safe with any text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.template import engines
from django.utils import translation
from django.utils.html import strip_tags

from portal.site import marks
from portal.site.templatetags.portal import display
from portal.tenancy.models import Center

TODAY = dt.date(2026, 11, 22)
# 14:03 in Beijing
NOW = dt.datetime(2026, 11, 22, 6, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _at_two_in_the_afternoon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("days", "chinese", "english", "urgency"),
    [
        (-2, "已逾期 2 天", "2 days overdue", "over"),
        (-1, "已逾期 1 天", "1 day overdue", "over"),
        (0, "今天到期", "Due today", "soon"),
        (1, "剩 1 天", "1 day left", "soon"),
        (3, "剩 3 天", "3 days left", "soon"),
        (4, "剩 4 天", "4 days left", "calm"),
        (40, "剩 40 天", "40 days left", "calm"),
    ],
)
def test_a_due_day_says_how_far_off_it_is(days: int, chinese: str, english: str, urgency: str) -> None:
    day = TODAY + dt.timedelta(days)
    badge = marks.due(day)
    assert strip_tags(badge) == chinese
    assert f'class="due due-{urgency}"' in badge
    assert f'datetime="{day}"' in badge
    assert "<svg" in badge  # never by colour alone
    with translation.override("en"):
        assert strip_tags(marks.due(day)) == english


@pytest.mark.parametrize(
    ("minutes", "chinese", "urgency"),
    [
        (-1, "今天已逾期", "over"),
        (-60 * 15, "已逾期 1 天", "over"),  # yesterday evening
        (20, "剩 20 分钟", "soon"),
        (60, "剩 1 小时", "soon"),
        (60 * 23, "剩 23 小时", "soon"),
        (60 * 24, "剩 1 天", "soon"),
        (60 * 24 * 5, "剩 5 天", "calm"),
    ],
)
def test_a_due_moment_counts_its_last_hours(minutes: int, chinese: str, urgency: str) -> None:
    # the clock counts begun minutes, so that "0 minutes left" is never shown
    badge = marks.due(NOW + dt.timedelta(minutes=minutes) - dt.timedelta(seconds=1 if 0 < minutes < 60 * 24 else 0))
    assert strip_tags(badge) == chinese
    assert f"due-{urgency}" in badge


def test_a_moment_is_counted_in_beijing_days() -> None:
    # 23:30 UTC on the 22nd is the 23rd in Beijing, and more than a day away counts by days
    assert strip_tags(marks.due(dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC))) == "剩 2 天"


def test_nothing_is_due_shows_nothing() -> None:
    assert marks.due(None) == ""
    assert marks.ago(None) == ""
    assert marks.prose_date(None) == marks.table_date(None) == marks.prose_time(None) == marks.table_time(None) == ""


def test_dates_in_sentences_and_in_tables() -> None:
    late = dt.datetime(2026, 11, 22, 16, 30, tzinfo=dt.UTC)  # 00:30 on the 23rd in Beijing
    assert marks.prose_date(TODAY) == "2026年11月22日"
    assert marks.prose_date(late) == "2026年11月23日"
    assert marks.prose_time(late) == "2026年11月23日 00:30"
    assert marks.table_date(late) == "2026-11-23"
    assert marks.table_time(late) == "2026-11-23 00:30"
    with translation.override("en"):
        assert marks.prose_date(TODAY) == "22 November 2026"
        assert marks.prose_time(late) == "23 November 2026, 00:30"
        assert marks.table_date(TODAY) == "2026-11-22"


def test_a_foreign_deadline_names_its_zone() -> None:
    end = dt.datetime(2026, 12, 5, 22, 0, tzinfo=dt.UTC)
    assert marks.zoned(end, "America/New_York") == "2026年12月5日 17:00（纽约时间），北京时间 2026年12月6日 06:00"
    with translation.override("en"):
        assert marks.zoned(end, "Europe/Berlin") == (
            "5 December 2026 23:00 (Berlin time), 6 December 2026, 06:00 Beijing time"
        )


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "刚刚"), (180, "3 分钟前"), (7200, "2 小时前"), (3 * 86400, "3 天前"), (8 * 86400, "2026-11-14 14:03")],
)
def test_how_long_ago(seconds: int, words: str) -> None:
    assert strip_tags(marks.ago(NOW - dt.timedelta(seconds=seconds))) == words


def test_money_carries_its_currency_and_cny() -> None:
    assert strip_tags(marks.money(Decimal("1234.5"), "USD", Decimal(8900), "rate")) == "USD 1,234.50 ≈ CNY 8,900.00"
    assert strip_tags(marks.money(Decimal(1000), "JPY")) == "JPY 1,000"
    assert strip_tags(marks.money(Decimal(5), "CNY", Decimal(5))) == "CNY 5.00"
    assert marks.money(None, "USD") == marks.money(Decimal(1), "") == ""
    assert marks.money(Decimal(0), "USD") != ""


def test_a_chip_is_its_word_with_colour_and_icon() -> None:
    drawn = marks.chip("needs_supplement", "待补正")
    assert "chip-wait" in drawn
    assert "#alert-triangle" in drawn
    assert strip_tags(drawn) == "待补正"
    assert "chip-neutral" in marks.chip("no-such-state", "?")
    assert "chip-danger" in marks.chip("draft", "x", "danger", "ban")


def test_text_from_people_stays_text() -> None:
    evil = '<img src=x onerror="alert(1)">'
    for drawn in (marks.chip("draft", evil), marks.icon("x", evil), marks.money(Decimal(1), "USD", Decimal(7), evil)):
        assert "<img" not in drawn


@pytest.mark.parametrize(
    ("word", "shown"), [("linebreaks", "<p>&lt;b&gt;一</p>\n\n<p>二</p>"), ("linebreaksbr", "&lt;b&gt;一<br><br>二")]
)
def test_paragraphs_from_people_are_paragraphs_in_both_languages_of_templates(word: str, shown: str) -> None:
    values = {"text": "<b>一\n\n二"}
    for engine in ("django", "jinja2"):
        assert engines[engine].from_string("{{ text|" + word + " }}").render(values) == shown


def test_sizes_for_people() -> None:
    assert [marks.file_size(size) for size in (0, 999, 12_300, 3_400_000, 5_000_000_000, None)] == [
        "0 B", "999 B", "12 kB", "3.4 MB", "5.0 GB", "0 B",
    ]  # fmt: skip


def test_values_by_their_names() -> None:
    assert display(Center.Kind.LOCAL) == Center.Kind.LOCAL.label
    assert display("") == display(None) == "—"
    assert display(0) == 0
    assert display(TODAY) == "2026-11-22"
