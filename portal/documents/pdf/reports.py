"""Reports: a document whose data bring their own words and whose pictures were drawn for it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from portal.documents.pdf.document import PdfMeta
from portal.documents.pdf.hashing import content_hash
from portal.documents.pdf.renderer import render_document


class ReportData(Protocol):
    """What every report says of itself; `texts` are the headings and sentences in its language."""

    @property
    def language(self) -> str: ...

    @property
    def publisher(self) -> str: ...

    @property
    def texts(self) -> Mapping[str, str]: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """Hold a PDF, its number of pages and the hash of what it says."""

    body: bytes
    pages: int
    digest: str


def report_render(
    template: str, data: ReportData, images: Mapping[str, bytes], *, title: str, created: dt.datetime
) -> Report:
    """Set a report with `images` (name to bytes). Call outside any transaction."""
    digest = content_hash(data)
    meta = PdfMeta(title=title, author=data.publisher, created=created, digest=digest, subject=data.texts["title"])
    drawn = render_document(
        template,
        {"data": data, "t": data.texts, "pictures": sorted(images)},
        lang=data.language,
        meta=meta,
        images=images,
    )
    return Report(drawn.body, drawn.pages, digest)
