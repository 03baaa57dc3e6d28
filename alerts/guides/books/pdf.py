"""The whole guide as a PDF in the report form: cover, contents with page numbers, running heads, sources."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from alerts.guides.books.gather import Book, BookChapter
from portal.documents.pdf import PdfMeta, Rendered, render_document
from portal.documents.pdf.pictures import Drawn
from portal.documents.pdf.pieces import pieces
from portal.documents.pdf.text import Limits

# A text is cut at every tag, so there are many short rows; length and pages are bounded as for every document.
LIMITS = Limits(rows=60_000, lines=20_000, total_chars=900_000, pages=300)
# The renderer breaks longer runs so that they fit the line, which would break an address.
_LONGEST_LINK = 60
# What is set as pieces.
_DRAWN = frozenset({"html", "pictures"})


def render_pdf(book: Book, digest: str, pictures: Mapping[str, Drawn]) -> Rendered:
    """Write the PDF. Raises PdfLimitExceeded for a guide that no document can carry."""
    meta = PdfMeta(
        title=book.title,
        author=book.publisher,
        created=book.published_at,
        subject=book.words["kind"],
        digest=digest,
        demo=False,
    )
    images = {f"{name}.{drawn.kind}": drawn.body for name, drawn in pictures.items()}
    places = {name: f"asset:own/{name}.{drawn.kind}" for name, drawn in pictures.items()}
    return render_document("guide.jinja", _data(book, places), lang=book.tag, meta=meta, images=images, limits=LIMITS)


def _data(book: Book, places: Mapping[str, str]) -> dict[str, Any]:
    plain = {field.name: getattr(book, field.name) for field in dataclasses.fields(book) if field.name != "chapters"}
    return {"book": plain, "t": book.words, "chapters": [_chapter(chapter, places) for chapter in book.chapters]}


def _chapter(chapter: BookChapter, places: Mapping[str, str]) -> dict[str, Any]:
    plain = {
        field.name: getattr(chapter, field.name) for field in dataclasses.fields(chapter) if field.name not in _DRAWN
    }
    text = pieces(chapter.html, longest_link=_LONGEST_LINK, pictures=places)
    return plain | {"pieces": [{"is_tag": is_tag, "text": text} for is_tag, text in text]}
