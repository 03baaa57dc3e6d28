"""Clean HTML (portal.site.markdown) as pieces that can be set in another form: XHTML for a book, pages for a PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from xml.sax.saxutils import escape, quoteattr

VOID = frozenset({"br", "hr", "img"})
_KNOWN = frozenset(
    [
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
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "s",
        "del",
        "img",
    ]
)
# The section's own title stands one level above the text's first headings.
_RAISED = {"h3": "h2", "h4": "h3", "h5": "h4", "h6": "h5"}
_ATTRIBUTES = {"a": ("href",), "ol": ("start",), "img": ("src", "alt")}
# Not characters of XML 1.0.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


class _Parser(HTMLParser):
    def __init__(self, longest_link: int, pictures: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[tuple[bool, str]] = []
        self._longest_link = longest_link
        self._links: list[bool] = []
        self._pictures = pictures

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            return
        given = {name: value or "" for name, value in attrs if name in _ATTRIBUTES.get(tag, ())}
        if tag == "a":
            link = given.get("href", "")
            kept = bool(_LINK.match(link)) and len(link) <= self._longest_link
            self._links.append(kept)
            if not kept:
                return
        if tag == "img":
            place = self._pictures.get(given.get("src", ""))
            if place is None:
                # What it shows stands in words where the picture cannot.
                if given.get("alt"):
                    self.pieces.append((False, f"[{given['alt']}]"))
                return
            given = {"src": place, "alt": given.get("alt", "")}
        written = "".join(f" {name}={quoteattr(xml_text(value))}" for name, value in given.items())
        end = " /" if tag in VOID else ""
        self.pieces.append((True, f"<{_RAISED.get(tag, tag)}{written}{end}>"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _KNOWN or tag in VOID or (tag == "a" and not (self._links and self._links.pop())):
            return
        self.pieces.append((True, f"</{_RAISED.get(tag, tag)}>"))

    def handle_data(self, data: str) -> None:
        self.pieces.append((False, data))


def xml_text(text: str) -> str:
    """Leave out what no XML file may carry."""
    return _NO_XML.sub("", text)


def pieces(
    html: str, *, longest_link: int = 2_000, pictures: Mapping[str, str] | None = None
) -> list[tuple[bool, str]]:
    """Cut clean HTML into (True, tag) and (False, text without entities).

    Tags come from a closed list and are closed as XML wants it; headings are raised by one level; frames are left out, and so
    are links longer than `longest_link` (their words stay). `pictures` gives the address inside the document by the `src` in
    `html`; of any other picture only the words stand.
    """
    parser = _Parser(longest_link, pictures or {})
    parser.feed(html)
    parser.close()
    return parser.pieces


def xhtml(html: str, *, pictures: Mapping[str, str] | None = None) -> str:
    """Give clean HTML as well-formed XHTML; `pictures` as for `pieces`."""
    return "".join(text if is_tag else escape(xml_text(text)) for is_tag, text in pieces(html, pictures=pictures))
