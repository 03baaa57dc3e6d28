"""The QR code of the verification block, drawn as SVG by segno."""

import io
from urllib.parse import urlencode, urlsplit

import segno

from portal.documents.pdf.hashing import SHORT_HEX


def verification_url(page: str, *, number: str, digest: str) -> str:
    """Return the public page's address that checks `number` and the first 16 hex digits of `digest`."""
    parts = urlsplit(page)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"not the address of a public page: {page[:100]!r}")
    return f"{page}{'&' if parts.query else '?'}{urlencode({'n': number, 'h': digest[:SHORT_HEX]})}"


def qr_svg(text: str) -> bytes:
    """Return `text` as an SVG of black modules with the quiet zone of four that readers ask for, level M."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        border=4,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        unit=None,
        light="#ffffff",
    )
    return out.getvalue()
