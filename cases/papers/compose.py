"""From a document's data to its PDF: which template, which words around the data, which metadata."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.choices import PaperKind
from cases.papers.application import Application
from cases.papers.kinds import PAPER_TITLES
from cases.papers.letters import Letter
from portal.documents.pdf import PdfMeta, content_hash, render_document, short_hash
from portal.documents.pdf.qr import qr_svg, verification_url

LANG: Final = "zh-Hans"
"""The documents are Chinese whatever the reader's interface language: only that text is official."""

NATIONAL_CENTER: Final = "国家海外知识产权纠纷应对指导中心"

TEMPLATES: Final = {kind: f"{kind.value}.jinja" for kind in PaperKind}


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderedPaper:
    """Hold a finished document: PDF bytes, page count, its number as printed, and the content hash in hex."""

    body: bytes
    pages: int
    number: str
    digest: str
    filename: str


def paper_number(paper: Letter | Application) -> str:
    """Return the number under which the verification page knows the document."""
    return paper.case_number if isinstance(paper, Application) else str(paper.number)


def paper_render(paper: Letter | Application, *, verify_page: str) -> RenderedPaper:
    """Render a letter or the application; `verify_page` is the absolute address of the public verification page.

    Call it outside any transaction. Raises the errors of `portal.documents.pdf`.
    """
    digest = content_hash(paper)
    number = paper_number(paper)
    title = PAPER_TITLES[paper.kind]
    verify_url = verification_url(verify_page, number=number, digest=digest)
    rendered = render_document(
        TEMPLATES[paper.kind],
        paper_context(paper, title=title, number=number, digest=digest, verify_page=verify_page),
        lang=LANG,
        meta=PdfMeta(
            title=f"{title}（{number}）",
            author=paper.letterhead.issuing_body,
            created=_made_at(paper),
            number=number,
            subject=paper.case.title if isinstance(paper, Letter) else paper.applicant.name,
            digest=digest,
            demo=paper.demo,
        ),
        images={"qr.svg": qr_svg(verify_url)},
    )
    return RenderedPaper(
        body=rendered.body,
        pages=rendered.pages,
        number=number,
        digest=digest,
        filename=filename(title, number),
    )


def paper_context(
    paper: Any,
    *,
    title: str,
    number: str,
    digest: str,
    verify_page: str,
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what every template may use beside the data itself."""
    issuer = paper.letterhead.issuing_body
    return {
        "paper": paper,
        "title": title,
        "number": number,
        "digest": digest,
        "short_hash": short_hash(digest),
        "verify_page": verify_page,
        "you": paper.addressee.you if isinstance(paper, Letter) else "",
        "issuer_class": _issuer_class(issuer),
        # GB/T 9704 puts the date four characters in; a name much longer than the date would then leave the type area.
        "signature_class": "wide" if len(issuer) > 16 else "normal",
        "national_center": NATIONAL_CENTER,
        **(extra or {}),
    }


def filename(title: str, number: str) -> str:
    """Return a file name that every system accepts: 受理通知书_浙知海〔2026〕12号.pdf."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*\s]+', "_", f"{title}_{number}")[:120].strip("._") + ".pdf"


def _made_at(paper: Letter | Application) -> dt.datetime:
    return paper.submitted_at if isinstance(paper, Application) else paper.issued_at


def _issuer_class(issuer: str) -> str:
    for name, longest in (("short", 16), ("middle", 20), ("long", 24)):
        if len(issuer) <= longest:
            return name
    return "longest"
