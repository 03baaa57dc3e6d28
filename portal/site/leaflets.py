"""Leaflets: a public page on one sheet of A4, with the QR code of its address.

A page that can be printed extends `leaflet.html` with `leaflet_url` and `leaflet_qr` in its context:

    context = {"leaflet_url": page_address(path), "leaflet_qr": qr_data(page_address(path))}
"""

from __future__ import annotations

import base64

from django.conf import settings

from portal.documents.pdf.qr import qr_svg


def page_address(path: str) -> str:
    """Give the whole address of a page of this portal, as it is printed."""
    return f"{settings.PUBLIC_URL}{path}"


def qr_data(address: str) -> str:
    """Give the QR code of an address as a picture that stands in the page itself (data:, SVG)."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_svg(address)).decode()
