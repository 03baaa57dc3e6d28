"""Markdown as editors write it, as HTML that can do no harm."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

# Titles stand above: a text's own headings begin at the third level.
_FIRST_HEADING = 3
_TAGS = {
    *(
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "strong",
        "em",
        "code",
        "pre",
        "a",
        "img",
    ),
    *("table", "thead", "tbody", "tr", "th", "td", "s", "del", "div"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "div": {"class", "tabindex"}}
_SCHEMES = {"http", "https", "mailto"}
_PICTURE = re.compile(r"^pic:(\d{1,18})$")
# CommonMark was made for words between spaces: `**…。**字` would not close. A joiner between mark and punctuation makes it.
_JOINER = "\u2060"
_OPENS = re.compile(r"(?=(\*\*|~~)\S)")
_CLOSES = re.compile(r"(?<=\S)(?=(\*\*|~~))")
_TABLE = re.compile(r"(<table>.*?</table>)", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture that a text may show: its address and what it shows in words."""

    url: str
    alt: str


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


_markdown = _parser()


def _joined(text: str) -> str:
    return "\n".join(map(_joined_line, text.split("\n")))


def _joined_line(line: str) -> str:
    """Put joiners inside each pair of marks. One look at each mark: a pattern would take the square of a line's length."""
    closes: dict[str, list[int]] = {"**": [], "~~": []}
    for found in _CLOSES.finditer(line):
        closes[found[1]].append(found.start())
    pieces, done = [], 0
    for found in _OPENS.finditer(line):
        mark, begin = found[1], found.start()
        # At least one character stands between the marks.
        place = bisect_left(closes[mark], begin + len(mark) + 1)
        if begin < done or place == len(closes[mark]):
            continue
        end = closes[mark][place]
        pieces += [line[done:begin], mark, _JOINER, line[begin + len(mark) : end], _JOINER, mark]
        done = end + len(mark)
    return "".join([*pieces, line[done:]])


def render(text: str, pictures: Mapping[int, Picture] | None = None) -> SafeString:
    """Turn Markdown into clean HTML.

    Raw HTML stands as text. `![…](pic:12)` shows the picture with that id of `pictures`, with its own alternative text;
    pictures from elsewhere are left out. Wide tables scroll in a frame of their own.
    """
    known = pictures or {}
    tokens = _markdown.parse(_joined(text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = min(6, max(_FIRST_HEADING, int(token.tag[1])))
            token.tag = f"h{level}"
        for child in token.children or []:
            if child.type != "image":
                continue
            match = _PICTURE.match(str(child.attrGet("src") or ""))
            picture = known.get(int(match[1])) if match else None
            if picture is None:
                child.type, child.tag, child.content, child.children = "text", "", "", None
            else:
                child.attrSet("src", picture.url)
                child.content = picture.alt
                for part in child.children or []:
                    part.content = ""
                child.children = _markdown.parseInline(escape(picture.alt))[0].children
    html = _markdown.renderer.render(tokens, _markdown.options, {}).replace(_JOINER, "")
    clean = nh3.clean(
        _TABLE.sub(r'<div class="table-frame" tabindex="0">\1</div>', html),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
    return SafeString(clean)


def plain(text: str) -> str:
    """Give the words of a Markdown text without its marks, for search, feeds and mails."""
    words = [
        child.content
        for token in _markdown.parse(_joined(text))
        for child in (token.children or [])
        if child.type in {"text", "code_inline"}
    ]
    return " ".join(word for word in words if word.strip()).replace(_JOINER, "")
