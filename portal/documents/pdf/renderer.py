"""From a template's name and plain data to the bytes of one PDF.

Call it outside any transaction and any scope: it reads nothing but bundled files.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import jinja2
from markupsafe import Markup, escape

from portal.documents.pdf import fonts, numbering
from portal.documents.pdf.document import PdfMeta, Rendered
from portal.documents.pdf.folders import TEMPLATE_DIR
from portal.documents.pdf.text import DEFAULT_LIMITS, Limits, prepare


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

    `lang` is a BCP 47 tag ("zh-Hans"); `images` are SVG, PNG or JPEG files drawn by the portal, reachable as
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
    # WeasyPrint and Pango take 40 MB and half of a process's start: only who draws loads them.
    from portal.documents.pdf.press import AssetFetcher, write_markup

    return write_markup(markup, fetcher=AssetFetcher(images), limits=limits, digest=meta.digest, accessible=accessible)


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
    from portal.documents.pdf.press import AssetFetcher, count_markup

    return count_markup(markup, fetcher=AssetFetcher(images), limits=limits)


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
