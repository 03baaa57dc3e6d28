"""Turn plain data into PDF bytes: no database, no network, no system font."""

from portal.documents.pdf.document import PdfMeta, Rendered
from portal.documents.pdf.errors import (
    PdfAssetRefused,
    PdfError,
    PdfFontsMissing,
    PdfLimitExceeded,
)
from portal.documents.pdf.hashing import content_hash, short_hash
from portal.documents.pdf.renderer import count_pages, render, render_document

__all__ = [
    "PdfAssetRefused",
    "PdfError",
    "PdfFontsMissing",
    "PdfLimitExceeded",
    "PdfMeta",
    "Rendered",
    "content_hash",
    "count_pages",
    "render",
    "render_document",
    "short_hash",
]
