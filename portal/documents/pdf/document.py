"""What a document says of itself, and what comes of it."""

import dataclasses
import datetime as dt


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
