"""From one HTML page to the bytes of a PDF, with WeasyPrint. Loaded by who draws, not by the web server.

WeasyPrint, Pango and fontconfig keep state for a whole process, so one lock lets one document through at a time and one
font configuration is kept, which also keeps a worker's memory flat (a new one costs about 50 MB of copied fonts a
document).
"""

import functools
import os
import threading
from typing import Final

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from portal.documents.pdf import fonts
from portal.documents.pdf.assets import AssetFetcher as AssetFetcher
from portal.documents.pdf.document import Rendered
from portal.documents.pdf.errors import PdfAssetRefused, PdfLimitExceeded
from portal.documents.pdf.text import DEFAULT_LIMITS, Limits

_LOCK: Final = threading.RLock()


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


def count_markup(markup: str, *, fetcher: AssetFetcher, limits: Limits = DEFAULT_LIMITS) -> int:
    """Lay one whole HTML page out without writing it and return its number of sheets."""
    with _LOCK:
        return len(_lay_out(markup, fetcher, limits).pages)


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
