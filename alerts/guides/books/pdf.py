"""The whole guide as a PDF in the report form: cover, contents with page numbers, running heads, sources."""

from __future__ import annotations

import dataclasses
from typing import Any

from alerts.guides.books.gather import Book, BookChapter
from portal.documents.pdf import PdfMeta, Rendered, render_document
from portal.documents.pdf.pieces import pieces
from portal.documents.pdf.text import Limits

# A text is cut at every tag, so there are many short rows; length and pages are bounded as for every document.
LIMITS = Limits(rows=60_000, lines=20_000, total_chars=900_000, pages=300)
# The renderer breaks longer runs so that they fit the line, which would break an address.
_LONGEST_LINK = 60


def render_pdf(book: Book, digest: str) -> Rendered:
    """Write the PDF. Raises PdfLimitExceeded for a guide that no document can carry."""
    meta = PdfMeta(
        title=book.title,
        author=book.publisher,
        created=book.published_at,
        subject=book.words["kind"],
        digest=digest,
        demo=False,
    )
    return render_document("guide.jinja", _data(book), lang=book.tag, meta=meta, limits=LIMITS)


def _data(book: Book) -> dict[str, Any]:
    plain = {field.name: getattr(book, field.name) for field in dataclasses.fields(book) if field.name != "chapters"}
    return {"book": plain, "t": book.words, "chapters": [_chapter(chapter) for chapter in book.chapters]}


def _chapter(chapter: BookChapter) -> dict[str, Any]:
    plain = {field.name: getattr(chapter, field.name) for field in dataclasses.fields(chapter) if field.name != "html"}
    text = pieces(chapter.html, longest_link=_LONGEST_LINK)
    return plain | {"pieces": [{"is_tag": is_tag, "text": text} for is_tag, text in text]}
