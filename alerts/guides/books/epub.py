"""The whole guide as an EPUB 3: one XHTML file a chapter, a navigation document, a drawn cover.

Written by hand, because the well-kept libraries for it carry a licence that would bind the whole portal. Follows EPUB 3.3
(https://www.w3.org/TR/epub-33/); `tests/guides/test_epub.py` checks what it asks for.
"""

from __future__ import annotations

import datetime
import io
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from alerts.guides.books.gather import Book, BookChapter, PeriodTable, Reference
from portal.documents.pdf.pictures import Drawn
from portal.documents.pdf.pieces import xhtml, xml_text

MIMETYPE = "application/epub+zip"
_FOLDER = "EPUB"
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_STYLE = """body { line-height: 1.6; margin: 0 4%; }
h1 { font-size: 1.5em; line-height: 1.35; margin: 1em 0 0.6em; }
h2 { font-size: 1.2em; margin: 1.2em 0 0.4em; }
h3, h4, h5 { font-size: 1em; margin: 1em 0 0.3em; }
table { border-collapse: collapse; width: 100%; margin: 0.6em 0; font-size: 0.9em; }
th, td { border: 1px solid #888; padding: 0.25em 0.4em; text-align: left; vertical-align: top; }
blockquote { margin: 0.8em 0; padding-left: 0.8em; border-left: 0.2em solid #888; }
.reviewed { font-size: 0.9em; border: 1px solid #888; padding: 0.3em 0.6em; }
.sources { font-size: 0.85em; overflow-wrap: anywhere; }
img { max-width: 100%; }
.cover { text-align: center; margin: 0; }
.cover img { max-width: 100%; max-height: 98vh; }
"""


@dataclass(frozen=True)
class Part:
    """One file of the book: `id` in the manifest, `name` in the archive, `title` in the contents ("" for none)."""

    id: str
    name: str
    title: str
    body: str | bytes
    media_type: str = "application/xhtml+xml"
    properties: str = ""
    in_spine: bool = True


def write_epub(book: Book, pictures: Mapping[str, Drawn]) -> bytes:
    """Write the book with its pictures (by the name that stands in its text); equal books give equal bytes."""
    places = {name: f"{name}.{drawn.kind}" for name, drawn in pictures.items()}
    parts = [
        Part("style", "style.css", "", _STYLE, "text/css", in_spine=False),
        Part("cover-image", "cover.svg", "", _cover_picture(book), "image/svg+xml", "cover-image", in_spine=False),
        Part("cover", "cover.xhtml", "", _page(book, book.title, _cover(book), kind="cover")),
    ]
    texts = [_chapter(book, chapter, places) for chapter in book.chapters]
    if book.periods:
        texts.append(_periods(book))
    texts.append(_about(book))
    nav = Part("nav", "nav.xhtml", "", _nav(book, texts), properties="nav")
    parts += [nav, *texts]
    parts += [
        Part(name, places[name], "", drawn.body, drawn.media_type, in_spine=False) for name, drawn in pictures.items()
    ]
    moment = book.published_at.astimezone(datetime.UTC)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        # First and stored, so that whoever looks at the first bytes knows what this is.
        _put(out, "mimetype", MIMETYPE, moment, zipfile.ZIP_STORED)
        _put(out, "META-INF/container.xml", _CONTAINER, moment)
        _put(out, f"{_FOLDER}/package.opf", _package(book, parts, moment, with_pictures=bool(pictures)), moment)
        for part in parts:
            _put(out, f"{_FOLDER}/{part.name}", part.body, moment)
    return archive.getvalue()


def _put(
    out: zipfile.ZipFile, name: str, body: str | bytes, moment: datetime.datetime, how: int = zipfile.ZIP_DEFLATED
) -> None:
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = how
    entry.external_attr = 0o644 << 16
    out.writestr(entry, body.encode() if isinstance(body, str) else body)


def _text(value: object) -> str:
    return escape(xml_text(str(value)))


def _package(book: Book, parts: Sequence[Part], moment: datetime.datetime, *, with_pictures: bool) -> str:
    name = f"{book.address}#{book.language}"
    items = "\n".join(
        f'    <item id="{part.id}" href="{part.name}" media-type="{part.media_type}"'
        + (f' properties="{part.properties}"' if part.properties else "")
        + "/>"
        for part in parts
    )
    spine = "\n".join(f'    <itemref idref="{part.id}"/>' for part in parts if part.in_spine)
    modes = "\n".join(
        f'    <meta property="schema:{name}">{value}</meta>'
        for name, value in (
            ("accessMode", "textual"),
            *((("accessMode", "visual"), ("accessibilityFeature", "alternativeText")) if with_pictures else ()),
            ("accessModeSufficient", "textual"),
            ("accessibilityFeature", "structuralNavigation"),
            ("accessibilityFeature", "tableOfContents"),
            ("accessibilityFeature", "readingOrder"),
            ("accessibilityHazard", "none"),
        )
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{book.tag}">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}</dc:identifier>
    <dc:title>{_text(book.title)}</dc:title>
    <dc:language>{book.tag}</dc:language>
    <dc:creator>{_text(book.publisher)}</dc:creator>
    <dc:publisher>{_text(book.publisher)}</dc:publisher>
    <dc:date>{moment:%Y-%m-%d}</dc:date>
    <dc:source>{_text(book.address)}</dc:source>
    <dc:description>{_text(book.summary or book.title)}</dc:description>
    <meta property="dcterms:modified">{moment:%Y-%m-%dT%H:%M:%SZ}</meta>
{modes}
  </metadata>
  <manifest>
{items}
  </manifest>
  <spine>
{spine}
  </spine>
</package>
"""


def _page(book: Book, title: str, body: str, *, kind: str = "") -> str:
    marked = f" epub:type={quoteattr(kind)}" if kind else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{book.tag}" xml:lang="{book.tag}">
<head><meta charset="utf-8"/><title>{_text(title)}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body{marked}>
{body}
</body>
</html>
"""


def _cover(book: Book) -> str:
    alt = f"{book.title} · {book.publisher}"
    return f'<div class="cover"><img src="cover.svg" alt={quoteattr(xml_text(alt))}/></div>'


def _cover_picture(book: Book) -> str:
    lines = _lines(book.title, 11 if book.language == "zh" else 22)
    size = 84 if book.language == "zh" else 76
    title = "".join(
        f'<text x="100" y="{430 + 110 * number}" font-size="{size}" font-weight="bold">{_text(line)}</text>'
        for number, line in enumerate(lines)
    )
    publisher = "".join(
        f'<text x="100" y="{1380 + 52 * number}" font-size="36">{_text(line)}</text>'
        for number, line in enumerate(_lines(book.publisher, 26 if book.language == "zh" else 52))
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1600" width="1200" height="1600">
<title>{_text(book.title)}</title>
<rect width="1200" height="1600" fill="#1d4f91"/><rect x="100" y="300" width="120" height="12" fill="#ffffff"/>
<g fill="#ffffff" font-family="'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif">
<text x="100" y="250" font-size="40">{_text(book.words["kind"])}</text>{title}
<text x="100" y="1310" font-size="36">{_text(book.words["as_of"])} {book.published_at:%Y-%m-%d}</text>{publisher}</g>
</svg>
"""


def _lines(text: str, longest: int) -> list[str]:
    """Break a title for the cover: between words, or anywhere where there are none."""
    lines, line = [], ""
    for word in text.split(" ") if " " in text else list(text):
        joined = f"{line} {word}" if line and " " in text else line + word
        if len(joined) > longest and line:
            lines.append(line)
            joined = word
        line = joined
    return [*lines, line][:6]


def _nav(book: Book, texts: Sequence[Part]) -> str:
    points = "\n".join(f'<li><a href="{part.name}">{_text(part.title)}</a></li>' for part in texts)
    start = texts[0].name
    body = f"""<nav epub:type="toc" id="toc" role="doc-toc"><h1>{_text(book.words["contents"])}</h1>
<ol>
{points}
</ol></nav>
<nav epub:type="landmarks" hidden="hidden"><ol>
<li><a epub:type="cover" href="cover.xhtml">{_text(book.words["cover"])}</a></li>
<li><a epub:type="toc" href="nav.xhtml">{_text(book.words["contents"])}</a></li>
<li><a epub:type="bodymatter" href="{start}">{_text(texts[0].title)}</a></li>
</ol></nav>"""
    return _page(book, book.words["contents"], body)


def _chapter(book: Book, chapter: BookChapter, places: Mapping[str, str]) -> Part:
    title = f"{chapter.number}. {chapter.title}"
    t = book.words
    lead = f"<p>{_text(chapter.summary)}</p>\n" if chapter.summary else ""
    foreign = f"<p>{_text(t['foreign'])}</p>\n" if chapter.foreign else ""
    body = f"""<section epub:type="chapter" role="doc-chapter" aria-label={quoteattr(xml_text(title))}>
<h1>{_text(title)}</h1>
<p class="reviewed">{_text(t["reviewed_on"])} {chapter.reviewed_on} · {_text(t["stale_after"])} {chapter.stale_after} · {_text(t["edition"])} {chapter.edition}</p>
{lead}{foreign}{xhtml(chapter.html, pictures=places)}
{_sources(book, chapter.sources)}
</section>"""
    name = f"chapter-{chapter.number:02d}"
    return Part(name, f"{name}.xhtml", title, _page(book, title, body))


def _sources(book: Book, sources: Sequence[Reference]) -> str:
    if not sources:
        return ""
    rows = "\n".join(f"<li>{_reference(book, source)}</li>" for source in sources)
    return f'<h2>{_text(book.words["sources"])}</h2>\n<ul class="sources">\n{rows}\n</ul>'


def _reference(book: Book, source: Reference) -> str:
    address = source.url.startswith(("http://", "https://"))
    title = f"<a href={quoteattr(xml_text(source.url))}>{_text(source.title)}</a>" if address else _text(source.title)
    seen = f" ({_text(book.words['read_on'])} {_text(source.seen_on)})" if source.seen_on else ""
    return f"{title}{seen}"


def _periods(book: Book) -> Part:
    t = book.words
    tables = "\n".join(_period_table(book, table) for table in book.periods)
    compiled = f"{t['compiled']} {book.periods_of}"
    body = f"<h1>{_text(t['periods'])}</h1>\n<p>{_text(t['periods_lead'])}</p>\n{tables}\n<p>{_text(compiled)}</p>"
    return Part("periods", "periods.xhtml", t["periods"], _page(book, t["periods"], body))


def _period_table(book: Book, table: PeriodTable) -> str:
    t = book.words
    heads = "".join(f'<th scope="col">{_text(t[name])}</th>' for name in ("what", "runs_from", "length", "source"))
    rows = "\n".join(
        f"<tr><td>{_text(row.what)}</td><td>{_text(row.runs_from)}</td><td>{_text(row.length)}</td>"
        f"<td>{_text(row.source)}</td></tr>"
        for row in table.rows
    )
    return f"<h2>{_text(table.label)}</h2>\n<table><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _about(book: Book) -> Part:
    t = book.words
    missing = f"<p>{_text(t['missing'])} {_text('; '.join(book.missing))}</p>" if book.missing else ""
    body = f"""<h1>{_text(t["about"])}</h1>
<p>{_text(book.summary)}</p>
<p>{_text(t["published_by"])}: {_text(book.publisher)}</p>
<p>{_text(t["as_of"])} {book.published_at:%Y-%m-%d} · {_text(t["oldest"])} {book.reviewed_on}</p>
<p>{_text(t["address"])}: <a href={quoteattr(book.address)}>{_text(book.address)}</a></p>
{missing}<p>{_text(t["advice"])} {_text(t["anew"])}</p>"""
    return Part("about", "about.xhtml", t["about"], _page(book, t["about"], body))
