"""The public pages: there, in the reader's language, and closed to nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.site import texts
from portal.tenancy import scope as scopes
from tests import people
from tests.site.pages import chinese_words, english_words, visible_words

PAGES = ["site:home", "site:centers", "site:about", "site:privacy", "site:terms", "site:accessibility"]


@pytest.fixture
def reader(db: None) -> Client:
    return Client()


def speak(client: Client, language: str) -> Client:
    client.cookies["django_language"] = language
    return client


@pytest.mark.parametrize("route", PAGES)
def test_in_english_without_a_chinese_word(reader: Client, route: str) -> None:
    people.national_center()
    people.make_center(code="ZJ", name_zh="浙江分中心", name_en="Zhejiang Sub-center", province="330000", city="330100")
    body = speak(reader, "en").get(reverse(route)).content.decode()
    assert '<html lang="en">' in body
    assert chinese_words(body) == []


@pytest.mark.parametrize("route", PAGES)
def test_in_chinese_without_an_english_message(reader: Client, route: str) -> None:
    people.national_center()
    body = reader.get(reverse(route)).content.decode()
    assert '<html lang="zh-CN">' in body
    assert english_words(body) == []


def test_the_check_for_languages_can_fail() -> None:
    assert chinese_words("<html lang=en><p>Save</p><p>保存</p><b lang=zh-CN>中文</b>") == ["保存"]
    assert english_words("<html lang=zh-CN><p>保存</p><p>Save</p><b lang=en>Save</b>") == ["Save"]


@pytest.mark.parametrize("text", [texts.ABOUT, texts.PRIVACY, texts.TERMS, texts.ACCESSIBILITY])
def test_a_standing_text_shows_its_version(reader: Client, text: texts.Text) -> None:
    words = visible_words(reader.get(reverse(f"site:{text.name}")).content.decode())
    day = f"{text.in_force.year}年{text.in_force.month}月{text.in_force.day}日"
    assert f"第 {text.version} 版，自{day}起施行" in words


def test_the_privacy_rules_name_whom_to_ask(reader: Client) -> None:
    with scopes.enter(scopes.system()):
        national = people.national_center()
        national.phone, national.email = "010-86000000", "ask@center.example"
        national.save()
    body = reader.get(reverse("site:privacy")).content.decode()
    assert "010-86000000" in body
    assert "ask@center.example" in body


def test_the_directory_filters_by_kind_and_province(reader: Client) -> None:
    people.national_center()
    for code, kind, name, fields in (
        ("ZJ", "local", "浙江分中心", {"province": "330000"}),
        ("GD", "local", "广东分中心", {"province": "440000"}),
        ("CAR", "industry", "汽车分中心", {"industries": ["C"]}),
        ("EU", "overseas", "欧洲分中心", {"countries": ["DE"]}),
        ("OLD", "local", "停办分中心", {"province": "330000", "is_active": False}),
    ):
        people.make_center(code=code, kind=kind, name_zh=name, **fields)

    def names(query: str) -> set[str]:
        rows = reader.get(reverse("site:centers") + query).context["rows"]
        return {row.name for row in rows}

    everywhere = {"国家中心", "浙江分中心", "广东分中心", "汽车分中心", "欧洲分中心"}
    assert names("") == everywhere
    assert names("?kind=local&province=") == {"浙江分中心", "广东分中心"}
    assert names("?province=330000") == {"国家中心", "浙江分中心", "汽车分中心"}
    # a value that is no choice is answered beside the field and shows everything
    answer = reader.get(reverse("site:centers") + "?kind=%00x&province=999999")
    assert answer.status_code == 200
    assert {row.name for row in answer.context["rows"]} == everywhere
    assert answer.context["form"].errors.keys() == {"kind", "province"}


def test_an_empty_directory_says_what_to_do(reader: Client) -> None:
    words = visible_words(reader.get(reverse("site:centers") + "?kind=overseas&province=").content.decode())
    assert "没有符合条件的中心" in words
    assert "查看全部中心" in words


def test_the_language_switch_stays_on_the_page(reader: Client) -> None:
    answer = reader.post(reverse("set_language"), {"language": "en", "next": "/centers/?kind=local"})
    assert answer.status_code == 302
    assert answer["Location"] == "/centers/?kind=local"
    assert '<html lang="en">' in reader.get("/centers/").content.decode()


def test_the_language_switch_leads_nowhere_else(reader: Client) -> None:
    answer = reader.post(reverse("set_language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
