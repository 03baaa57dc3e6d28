"""Bind the 卷宗: the report, every generated document, and every attachment that can be shown as pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import pikepdf

from cases.choices import PaperKind
from cases.papers.compose import LANG, TEMPLATES, RenderedPaper, filename, paper_context
from cases.papers.dossier import Dossier
from cases.papers.kinds import PAPER_TITLES
from portal.documents.pdf import PdfError, PdfMeta, Rendered, content_hash, count_pages, render_document
from portal.documents.pdf.binding import Section, bind
from portal.documents.pdf.exhibits import ExhibitLimits, ExhibitRefused, Unbound, flatten
from portal.documents.pdf.qr import qr_svg, verification_url

Opener = Callable[[str], BinaryIO]
"""Open a file by its reference: "paper:<key>" or "evidence:<key>". Raise FileNotFoundError when it is gone."""
Progress = Callable[[int, int], None]

REASONS: Final = {
    Unbound.WITHHELD: "按规定不并入",
    Unbound.UNSUPPORTED: "文件格式不能转为页面",
    Unbound.MISSING: "文件暂不可取得",
    Unbound.ENCRYPTED: "文件已加密",
    Unbound.DAMAGED: "文件不能打开",
    Unbound.TOO_LARGE: "文件超出并入的大小上限",
    Unbound.PAGE_BUDGET: "超出并入的页数上限",
}
_LAYOUT_TRIES: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class RenderedDossier(RenderedPaper):
    """Hold a finished 卷宗; `unbound` maps the reference of every file that is only listed to the reason."""

    unbound: Mapping[str, Unbound]


@dataclass(slots=True)
class _Exhibit:
    reference: str
    label: str
    title: str
    media_type: str
    ours: bool
    withheld: bool = False
    pages: pikepdf.Pdf | None = None
    reason: Unbound | None = None

    @property
    def count(self) -> int:
        return len(self.pages.pages) if self.pages is not None else 0


def dossier_render(
    dossier: Dossier,
    *,
    verify_page: str,
    opener: Opener,
    limits: ExhibitLimits | None = None,
    progress: Progress = lambda done, total: None,
) -> RenderedDossier:
    """Render the 卷宗; a file that cannot be bound in is listed with its reason, never an error.

    `progress(done, total)` is called after every file and every step of setting. Call outside any transaction; the
    opener reads storage only. Raises the errors of `portal.documents.pdf` for the report itself.
    """
    exhibits = _exhibits(dossier)
    steps = len(exhibits) + 3
    _open_all(exhibits, opener, limits or ExhibitLimits(), lambda done: progress(done, steps))
    report, context, meta = _set_report(dossier, exhibits, verify_page)
    progress(len(exhibits) + 1, steps)
    bound = [exhibit for exhibit in exhibits if exhibit.pages is not None]
    frames = _set_frames(bound, report.pages, meta)
    progress(len(exhibits) + 2, steps)
    body = bind(
        report.body,
        [
            Section(f"{exhibit.label}　{exhibit.title}", f"{exhibit.label}-", exhibit.pages)
            for exhibit in bound
            if exhibit.pages is not None
        ],
        frames=frames,
        heading="并入的文书和附件",
    )
    progress(steps, steps)
    return RenderedDossier(
        body=body,
        pages=context["total"],
        number=dossier.number,
        digest=meta.digest,
        filename=filename(PAPER_TITLES[PaperKind.DOSSIER], dossier.number),
        unbound={exhibit.reference: exhibit.reason for exhibit in exhibits if exhibit.reason is not None},
    )


def _exhibits(dossier: Dossier) -> list[_Exhibit]:
    papers = [
        _Exhibit(f"paper:{paper.key}", f"文{number}", f"{paper.title}（{paper.number}）", "application/pdf", ours=True)
        for number, paper in enumerate(dossier.papers, 1)
    ]
    evidence = [
        _Exhibit(
            f"evidence:{item.key}", f"附{number}", item.file.name, item.media_type, ours=False, withheld=not item.merge
        )
        for number, item in enumerate(dossier.evidence, 1)
    ]
    return papers + evidence


def _open_all(exhibits: list[_Exhibit], opener: Opener, limits: ExhibitLimits, progress: Callable[[int], None]) -> None:
    """Flatten every exhibit in order until the page and byte budgets are used; the rest keeps a reason."""
    pages, octets = limits.pages, limits.octets
    for done, exhibit in enumerate(exhibits, 1):
        try:
            if exhibit.withheld:
                raise ExhibitRefused(Unbound.WITHHELD)
            flat, size = _open(exhibit, opener, limits)
            if len(flat.pages) > pages or size > octets:
                raise ExhibitRefused(Unbound.PAGE_BUDGET if len(flat.pages) > pages else Unbound.TOO_LARGE)
            exhibit.pages = flat
            pages -= exhibit.count
            octets -= size
        except ExhibitRefused as refusal:
            exhibit.reason = refusal.reason
        progress(done)


def _open(exhibit: _Exhibit, opener: Opener, limits: ExhibitLimits) -> tuple[pikepdf.Pdf, int]:
    try:
        with opener(exhibit.reference) as source:
            flat = flatten(source, exhibit.media_type, whole_page=exhibit.ours, limits=limits)
            return flat, source.tell()
    except OSError as error:
        raise ExhibitRefused(Unbound.MISSING) from error


def _set_report(
    dossier: Dossier, exhibits: list[_Exhibit], verify_page: str
) -> tuple[Rendered, dict[str, Any], PdfMeta]:
    """Set the report until the page numbers in its contents agree with its own length."""
    digest = content_hash(dossier)
    title = PAPER_TITLES[PaperKind.DOSSIER]
    meta = PdfMeta(
        title=f"{title}（{dossier.number}）",
        author=dossier.letterhead.issuing_body,
        created=dossier.compiled_at,
        number=dossier.number,
        subject=dossier.case_title,
        digest=digest,
        demo=dossier.demo,
    )
    images = {"qr.svg": qr_svg(verification_url(verify_page, number=dossier.number, digest=digest))}
    template = TEMPLATES[PaperKind.DOSSIER]
    bound_any = any(exhibit.pages is not None for exhibit in exhibits)
    report_pages = 0
    for _ in range(_LAYOUT_TRIES):
        context = paper_context(
            dossier,
            title=title,
            number=dossier.number,
            digest=digest,
            verify_page=verify_page,
            extra=_places(exhibits, report_pages),
        )
        if report_pages == 0:
            # The first setting only counts: its page numbers are wrong, so writing it out would be wasted.
            report_pages = count_pages(template, context, lang=LANG, meta=meta, images=images)
            continue
        report = render_document(template, context, lang=LANG, meta=meta, images=images, accessible=not bound_any)
        if report.pages == report_pages:
            return report, context, meta
        report_pages = report.pages
    raise PdfError("the contents of the file did not settle")


def _places(exhibits: list[_Exhibit], report_pages: int) -> dict[str, Any]:
    """Say for every exhibit on which page of the file it begins, or why it does not."""
    places: dict[str, dict[str, Any]] = {}
    first = report_pages + 1
    for exhibit in exhibits:
        places[exhibit.reference] = {
            "first": first if exhibit.count else None,
            "pages": exhibit.count,
            "reason": REASONS[exhibit.reason] if exhibit.reason else "",
        }
        first += exhibit.count
    return {
        "bound": places,
        "exhibits": [{"key": e.reference, "label": e.label, "title": e.title} for e in exhibits],
        "report_pages": report_pages,
        "total": first - 1,
        "counts": {
            "papers": sum(1 for e in exhibits if e.ours and e.count),
            "evidence": sum(1 for e in exhibits if not e.ours and e.count),
            "unbound": sum(1 for e in exhibits if not e.count),
        },
    }


def _set_frames(bound: list[_Exhibit], report_pages: int, meta: PdfMeta) -> bytes | None:
    frames: list[dict[str, Any]] = []
    for exhibit in bound:
        assert exhibit.pages is not None
        for number, page in enumerate(exhibit.pages.pages, 1):
            wide = float(page.mediabox[2]) > float(page.mediabox[3])
            frames.append(
                {
                    "label": exhibit.label,
                    "title": exhibit.title,
                    "number": number,
                    "count": exhibit.count,
                    "folio": report_pages + len(frames) + 1,
                    "shape": "letter" if exhibit.ours else ("wide" if wide else "tall"),
                }
            )
    if not frames:
        return None
    context = {"frames": frames, "total": report_pages + len(frames)}
    rendered = render_document("frames.jinja", context, lang=LANG, meta=meta, accessible=False)
    return rendered.body
