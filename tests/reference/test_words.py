"""The Chinese of this area is complete."""

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def test_every_message_has_its_chinese_and_no_other_stands_there() -> None:
    """Source and catalogue hold the same messages, all translated."""
    used = set()
    for folder in ("portal/reference", "cases/deadlines"):
        for _file, _line, message, _comments, context in extract_from_dir(
            str(ROOT / folder), [("**.py", "python")], keywords=KEYWORDS
        ):
            used.add((context, message if isinstance(message, str) else tuple(message)))
    with (ROOT / "locale/reference/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = [message for message in read_po(file, locale="zh_Hans") if message.id]
    assert {(m.context, m.id if isinstance(m.id, str) else tuple(m.id)) for m in catalogue} == used
    for translated in catalogue:
        texts = [translated.string] if isinstance(translated.string, str) else list(translated.string or ())
        assert texts, translated.id
        assert all(texts), translated.id
        assert not translated.fuzzy
