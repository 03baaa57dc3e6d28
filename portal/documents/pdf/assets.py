"""The only way a document reaches a file: the scheme `asset:`.

`asset:pdf/letter.css` is a file of `static/pdf/`, `asset:fonts/…` one of `static/build/fonts/`, and `asset:own/…` an
image this process drew for this very document (the QR code). Everything else — file:, http:, data:, a relative
address, a path with a slash or a dot in the wrong place — is refused, and a refusal stops the document: our templates
never ask for such a thing, so whoever asks is not our template.
"""

import re
from collections.abc import Mapping
from typing import Final

from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.documents.pdf.errors import PdfAssetRefused
from portal.documents.pdf.folders import FOLDERS

OWN_IMAGE_BYTES: Final = 200_000

_ADDRESS = re.compile(r"asset:(?P<folder>pdf|fonts|own)/(?P<name>[A-Za-z0-9_-]+\.(?P<kind>css|ttf|svg|png|jpg))")
_TYPES: Final = {
    "css": "text/css",
    "ttf": "font/ttf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
}


class AssetFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint ships no types
    """Serve bundled assets and this document's own images; refuse the rest.

    `served` and `refused` keep the addresses, so that a test can prove what was touched.
    """

    def __init__(self, own: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)
        self._own = dict(own or {})
        self.served: list[str] = []
        self.refused: list[str] = []
        for name, body in self._own.items():
            if len(body) > OWN_IMAGE_BYTES:
                raise PdfAssetRefused(f"own image {name} has {len(body)} bytes")

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return the asset's bytes, or raise `PdfAssetRefused`."""
        match = _ADDRESS.fullmatch(url)
        body = self._read(match) if match else None
        if match is None or body is None:
            self.refused.append(url[:200])
            raise PdfAssetRefused(url[:200])
        self.served.append(url)
        return URLFetcherResponse(url, body, {"Content-Type": _TYPES[match["kind"]]})

    def open(self, url: object, data: object = None, timeout: object = None) -> URLFetcherResponse:
        """Refuse urllib's own door: it would reach handlers for http, ftp and file."""
        self.refused.append(str(url)[:200])
        raise PdfAssetRefused(str(url)[:200])

    def _read(self, match: re.Match[str]) -> bytes | None:
        if match["folder"] == "own":
            return self._own.get(match["name"])
        path = FOLDERS[match["folder"]] / match["name"]
        return path.read_bytes() if path.is_file() else None
