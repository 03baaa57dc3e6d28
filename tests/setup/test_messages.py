"""The translation tool: it finds every kind of message and refuses a bad translation."""

from pathlib import Path

import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy
first = _("Save")
second = gettext_lazy("Hello %(name)s")
third = ngettext("%(n)d day", "%(n)d days", 3)
fourth = pgettext_lazy("verb", "Close")
not_one = str("Not a message")
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate 'A title' %}">
      {% blocktranslate with name=person.name trimmed %}
         Dear {{ name }},
         welcome.
      {% endblocktranslate %}
 </p>
{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
    {% translate "Close" context "verb" as close %}
"""
JINJA = '<td>{{ _("In Jinja") }}</td>{% trans n=3 %}{{ n }} of them{% endtrans %}'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with one area."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "AREAS", {"shop": ("shop", "templates/shop"), "till": ("shop/till",)})
    for name, text in {
        "shop/code.py": PYTHON,
        "shop/till/code.py": 'from x import _\nother = _("Till")\n',
        "shop/migrations/0001.py": 'from x import _\nother = _("Never")\n',
        "templates/shop/page.html": TEMPLATE,
        "templates/shop/rows.jinja": JINJA,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


FOUND = {
    (None, "Save"),
    (None, "Hello %(name)s"),
    (None, ("%(n)d day", "%(n)d days")),
    ("verb", "Close"),
    (None, "A title"),
    (None, "Dear %(name)s, welcome."),
    (None, ("%(n)s row", "%(n)s rows")),
    (None, "In Jinja"),
    (None, "%(n)s of them"),
}
CHINESE = {
    "Save": "保存",
    "Hello %(name)s": "您好，%(name)s",
    "%(n)d day": "%(n)d 天",
    "verb\x04Close": "关闭",
    "A title": "标题",
    "Dear %(name)s, welcome.": "尊敬的%(name)s，欢迎。",
    "%(n)s row": "%(n)s 行",
    "In Jinja": "在模板中",
    "%(n)s of them": "其中 %(n)s 个",
}


def test_every_kind_of_message_is_found_in_its_own_area(shop: Path) -> None:
    assert {messages.message_key(message) for message in messages.extract_area("shop") if message.id} == FOUND
    assert {message.id for message in messages.extract_area("till") if message.id} == {"Till"}


def test_a_filled_area_has_no_fault_and_compiles(shop: Path) -> None:
    assert set(messages.missing(["shop"])) == set(CHINESE)
    assert messages.fill(["shop"], CHINESE) == len(CHINESE)
    assert list(messages.faults("shop")) == []
    before = messages.po_path("shop").read_bytes()
    messages.write_area("shop", messages.update_area("shop"))
    assert messages.po_path("shop").read_bytes() == before, "a second extraction changes nothing"
    assert messages.compile_area("shop")
    assert not messages.compile_area("shop"), "it is already compiled"
    assert "尊敬的".encode() in messages.po_path("shop").with_suffix(".mo").read_bytes()


@pytest.mark.parametrize(
    ("key", "text", "fault"),
    [
        ("Save", "", "has no translation"),
        ("Hello %(name)s", "您好，%(nane)s", "placeholders"),
        ("%(n)d day", "三天", "placeholders"),
        ("A title", "标题,副标题", "half-width punctuation"),
    ],
)
def test_a_bad_translation_is_named(shop: Path, key: str, text: str, fault: str) -> None:
    messages.fill(["shop"], CHINESE | {key: text})
    found = list(messages.faults("shop"))
    assert len(found) == 1
    assert fault in found[0]


def test_new_and_vanished_messages_are_named_until_extracted(shop: Path) -> None:
    messages.fill(["shop"], CHINESE)
    (shop / "shop" / "code.py").write_text(PYTHON.replace('"Save"', '"Keep"'))
    assert sorted(messages.faults("shop")) == [
        "'Keep' is not in the catalog (extract)",
        "'Save' is no longer in the sources (extract)",
    ]
    messages.write_area("shop", messages.update_area("shop"))
    assert list(messages.faults("shop")) == ["'Keep' has no translation"]


def test_a_message_outside_every_area_is_named(shop: Path) -> None:
    (shop / "stray").mkdir()
    (shop / "stray" / "code.py").write_text('from x import _\nother = _("Stray")\n')
    assert [stray.split()[0] for stray in messages.strays()] == ["stray/code.py"]


def test_areas_must_say_one_thing_alike(shop: Path) -> None:
    """Django merges the areas, so that one of two translations would show everywhere."""
    (shop / "shop/till/code.py").write_text('from x import _\nother = _("Save")\n')
    messages.fill(["shop"], CHINESE)
    messages.fill(["till"], {"Save": "保存"})
    assert list(messages.quarrels()) == []
    messages.fill(["till"], {"Save": "储存"})
    [quarrel] = messages.quarrels()
    assert "'Save'" in quarrel
    assert "保存 (shop), 储存 (till)" in quarrel
