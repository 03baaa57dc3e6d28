"""Reading a page as its reader does: the visible words, and what is in the wrong language."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tools.messages import AREAS, read_area

CHINESE = re.compile(r"[\u3400-\u9fff]")
_SILENT = {"code", "script", "style", "template"}
_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use"}
_SPOKEN = ("title", "alt", "placeholder", "aria-label", "content")


class _Reader(HTMLParser):
    """Collect text and spoken attributes outside scripts and outside parts marked with another language or as no words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.page_language = ""
        self._stack: list[bool] = [True]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        heard = self._stack[-1] and tag not in _SILENT
        if tag == "html":
            self.page_language = given.get("lang") or ""
        elif given.get("lang") or given.get("translate") == "no":
            heard = False
        if heard and given.get("name") not in {"csrf-token", "htmx-config", "viewport"}:
            self.words += [value for name in _SPOKEN if (value := given.get(name))]
        if tag not in _VOID:
            self._stack.append(heard)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._stack) > 1:
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        if self._stack[-1] and data.strip():
            self.words.append(" ".join(data.split()))


def visible_words(body: str) -> list[str]:
    """List the texts a reader meets on a page, in order."""
    reader = _Reader()
    reader.feed(body)
    return reader.words


def chinese_words(body: str, *, names: tuple[str, ...] = ()) -> list[str]:
    """List the texts of an English page that hold Chinese and are not one of `names`."""
    return [words for words in visible_words(body) if CHINESE.search(words) and words not in names]


def english_words(body: str) -> list[str]:
    """List the texts of a Chinese page that are messages of the catalogues, so should have been translated."""
    return [words for words in visible_words(body) if words in _english_messages()]


def _english_messages() -> frozenset[str]:
    global _messages
    if _messages is None:
        found: set[str] = set()
        for area in AREAS:
            for message in read_area(area):
                ids = [message.id] if isinstance(message.id, str) else list(message.id)
                shown = [message.string] if isinstance(message.string, str) else list(message.string or ())
                # some messages are the same in both languages (CNY, WebAuthn)
                found.update(text for text in ids if text and text not in shown)
        _messages = frozenset(found)
    return _messages


_messages: frozenset[str] | None = None
