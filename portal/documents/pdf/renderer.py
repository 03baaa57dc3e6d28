"""From a template's name and plain data to the bytes of one PDF.

Call it outside any transaction and any scope: it reads nothing but bundled files. WeasyPrint, Pango and fontconfig keep
state for a whole process, so one lock lets one document through at a time and one font configuration is kept, which
also keeps a worker's memory flat (a new one costs about 50 MB of copied fonts a document).
"""

import dataclasses
import datetime as dt
import functools
import os
import threading
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from portal.documents.pdf import fonts, numbering
from portal.documents.pdf.assets import TEMPLATE_DIR, AssetFetcher
from portal.documents.pdf.errors import PdfAssetRefused, PdfLimitExceeded
from portal.documents.pdf.text import Limits, prepare

_LOCK: Final = threading.RLock()
DEFAULT_LIMITS: Final = Limits()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PdfMeta:
    """Describe a document to readers and archives.

    `author` is the issuing body, `digest` the 64 hex digits of `content_hash`, `created` an aware date-time that is
    also written as the modification date (so that equal data gives equal bytes), `demo` prints the demo mark on every
    page.
    """

    title: str
    author: str
    created: dt.datetime
    number: str = ""
    subject: str = ""
    digest: str = ""
    demo: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Rendered:
    """Hold a PDF and its number of pages."""

    body: bytes
    pages: int


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    lang: str,
    meta: PdfMeta,
    images: Mapping[str, bytes] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """Return the bytes of `template` (a file of `templates/pdf/`) filled with `data`.

    `lang` is a BCP 47 tag ("zh-Hans"); `images` are SVG or PNG files drawn by the portal, reachable as
    `asset:own/<name>`. Raises `PdfLimitExceeded`, `PdfAssetRefused` or `PdfFontsMissing`.
    """
    return render_document(template, data, lang=lang, meta=meta, images=images, limits=limits).body


def render_document(
    template: str,
    data: Mapping[str, Any],
    *,
    lang: str,
    meta: PdfMeta,
    images: Mapping[str, bytes] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    accessible: bool = True,
) -> Rendered:
    """Do as `render` and also count the pages.

    `accessible=False` still tags the text but claims no PDF/UA-1: for pages that will be bound with foreign ones.
    """
    markup = _fill(template, data, lang=lang, meta=meta, limits=limits)
    return write_markup(
        markup,
        fetcher=AssetFetcher(images),
        limits=limits,
        digest=meta.digest,
        accessible=accessible,
    )


def count_pages(
    template: str,
    data: Mapping[str, Any],
    *,
    lang: str,
    meta: PdfMeta,
    images: Mapping[str, bytes] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> int:
    """Lay the document out without writing it and return its number of pages."""
    markup = _fill(template, data, lang=lang, meta=meta, limits=limits)
    with _LOCK:
        return len(_lay_out(markup, AssetFetcher(images), limits).pages)


def write_markup(
    markup: str,
    *,
    fetcher: AssetFetcher,
    limits: Limits = DEFAULT_LIMITS,
    digest: str = "",
    accessible: bool = True,
) -> Rendered:
    """Set one whole HTML page; the last step of `render_document`, apart so that a fetcher can be watched."""
    with _LOCK:
        document = _lay_out(markup, fetcher, limits)
        try:
            body = document.write_pdf(
                pdf_variant="pdf/ua-1" if accessible else None,
                pdf_tags=True,
                # WeasyPrint would draw a random identifier; equal documents shall have equal bytes.
                pdf_identifier=(digest or "0" * 32)[:32].encode(),
                custom_metadata=True,
            )
        except FatalURLFetchingError as error:
            raise PdfAssetRefused(str(error)) from error
    if fetcher.refused:
        # WeasyPrint swallows what goes wrong inside an SVG; a document that asked is stopped all the same.
        raise PdfAssetRefused(fetcher.refused[0])
    return Rendered(bytes(body), len(document.pages))


def _lay_out(markup: str, fetcher: AssetFetcher, limits: Limits) -> Document:
    font_config, font_css = _font_kit(os.getpid())
    try:
        document = HTML(string=markup, base_url="asset:pdf/", url_fetcher=fetcher).render(
            font_config=font_config, stylesheets=[font_css]
        )
    except FatalURLFetchingError as error:
        raise PdfAssetRefused(str(error)) from error
    if len(document.pages) > limits.pages:
        raise PdfLimitExceeded("pages", len(document.pages), limits.pages)
    return document


@functools.lru_cache(maxsize=1)
def _font_kit(_pid: int) -> tuple[FontConfiguration, CSS]:
    # Keyed by process: a forked worker must not share the parent's copied font files, which go with the parent.
    font_config = FontConfiguration()
    css = CSS(
        string=fonts.font_stylesheet(),
        font_config=font_config,
        url_fetcher=AssetFetcher(),
    )
    return font_config, css


def _fill(template: str, data: Mapping[str, Any], *, lang: str, meta: PdfMeta, limits: Limits) -> str:
    if meta.created.tzinfo is None:
        raise ValueError("a document's creation time must carry its zone")
    drawable = fonts.drawable()
    plain = prepare(data, drawable=drawable, limits=limits)
    described = prepare(meta, drawable=drawable, limits=limits)
    return _environment().get_template(template).render({**plain, "meta": described, "lang": lang})


@functools.lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE_DIR),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=_day,
        iso=_iso,
        moment=_moment,
        money=_money,
        amount=_amount,
        filesize=numbering.file_size,
        level=lambda number, level: numbering.level_mark(level, number),
        paragraphs=_paragraphs,
    )
    return environment


def _day(value: dt.date) -> str:
    return numbering.chinese_date(value)


def _iso(value: dt.date | None) -> str:
    return "—" if value is None else value.isoformat()[:10]


def _moment(value: dt.datetime) -> str:
    return f"{value:%Y-%m-%d %H:%M}"


def _amount(value: Mapping[str, Any]) -> str:
    return numbering.money(Decimal(value["amount"]), value["currency"])


def _money(value: Mapping[str, Any] | None) -> str:
    """Spell a Money part: currency and amount, and CNY at that day's rate where it is known."""
    if value is None:
        return "—"
    cny, day = value.get("cny"), value.get("rate_date")
    text = _amount(value)
    if cny is None or value["currency"] == "CNY":
        return text
    rate = f"，按{day.isoformat()}汇率" if day else ""
    return f"{text}（折合{numbering.money(Decimal(cny), 'CNY')}{rate}）"


def _paragraphs(value: str, css_class: str = "") -> Markup:
    """Return every non-empty line of a text as one escaped paragraph."""
    open_tag = Markup('<p class="{}">').format(css_class) if css_class else Markup("<p>")
    lines = [line.strip() for line in value.split("\n")]
    return Markup("\n").join(open_tag + escape(line) + Markup("</p>") for line in lines if line)
