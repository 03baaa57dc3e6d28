"""An edition as a PDF in both languages: ordered with the publication, made by a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.publishing.models import Edition, EditionPrint
from alerts.publishing.selectors.reading import address_of
from alerts.publishing.services.shelves import TAG
from portal.documents.making import document_make
from portal.documents.pdf import PdfMeta, Rendered, content_hash, render_document
from portal.documents.pdf.pictures import draw_all
from portal.documents.pdf.pieces import pieces
from portal.documents.pdf.qr import qr_svg
from portal.documents.pdf.text import Limits
from portal.notices import outbox
from portal.notices.registry import Work
from portal.reference.text import pick
from portal.site import pagecache
from portal.site.markdown import Picture, render

TOPIC_PRINT = "publishing.print"
TAGS = {"zh-hans": "zh-Hans", "en": "en"}
# A text is cut at every tag, so there are many short rows.
LIMITS = Limits(rows=30_000, lines=10_000, total_chars=400_000, pages=80)
_LONGEST_LINK = 60


def prints_order(edition: Edition) -> None:
    """Have an edition's PDFs made. Needs the system scope."""
    for language in TAGS:
        row = EditionPrint.objects.create(edition=edition, language=language)
        outbox.put(TOPIC_PRINT, {"print_id": row.pk}, queue="paper")


def print_make(work: Work) -> None:
    """Make one PDF; running again makes nothing twice."""

    def prepare(row: EditionPrint) -> Callable[[], Rendered]:
        data = print_data(row.edition, row.language)
        return lambda: print_render(data)

    document_make(
        work,
        EditionPrint.objects.filter(pk=work.payload["print_id"], ready_at__isnull=True).select_related(
            "edition__center"
        ),
        folder=lambda row: "publishing/prints",
        prepare=prepare,
        ready=lambda made: {"ready_at": timezone.now()},
        done=lambda row, made, sha256: pagecache.touch(TAG),
    )


def print_data(edition: Edition, language: str) -> dict[str, Any]:
    """Gather what a PDF says, in one language."""
    files = list(edition.files.filter(is_picture=True).order_by("id"))
    named = {file.attachment: f"picture-{place}" for place, file in enumerate(files, 1)}
    with translation.override(language):
        shown = {file.attachment: Picture(named[file.attachment], file.alt) for file in files}
        rows = [
            (_("Level"), edition.get_level_display() if edition.level else ""),
            (_("What the case is about"), edition.get_right_display() if edition.right else ""),
            (_("Instrument or court"), edition.instrument),
            (_("In force from"), _day(edition.effective_on)),
            (_("Act by"), _day(edition.act_by)),
            (_("Markets"), edition.country_labels),
            (_("Rights"), edition.ip_kind_labels),
            (_("Published by"), edition.center.name),
            (_("Published on"), edition.published_at.astimezone(timezone.get_default_timezone()).strftime("%Y-%m-%d")),
            (_("This edition"), str(edition.number)),
        ]
        return {
            "language": language,
            "kind": edition.get_kind_display(),
            "title": edition.title,
            "summary": edition.summary,
            "correction": edition.correction if edition.is_changed else "",
            "facts": [{"label": label, "value": value} for label, value in rows if value],
            "sections": [
                {
                    "label": str(section.part.label) if section.part.code != "body" else "",
                    "html": render(section.text, shown),
                }
                for section in edition.sections(edition.kind)
            ],
            "pictures": {named[file.attachment]: file.storage_key for file in files},
            "sources": [
                {"title": source.title, "url": source.url, "seen_on": source.seen_on}
                for source in edition.source_list()
            ],
            "address": settings.PUBLIC_URL + address_of(edition.kind, edition.slug),
            "publisher": edition.center.name,
            "published_at": edition.published_at,
            "is_demo": edition.center.is_demo,
            "t": {
                "sources": _("Sources"),
                "updated": _("Updated:"),
                "read_on": _("Read on"),
                "address": _("Current edition:"),
                "advice": _("General information, not legal advice for your case. Official texts prevail."),
                "colon": pick("：", ": "),
            },
        }


def print_render(data: dict[str, Any]) -> Rendered:
    """Write the PDF. Raises PdfLimitExceeded for a text that no document can carry."""
    meta = PdfMeta(
        title=data["title"],
        author=data["publisher"],
        created=data["published_at"],
        subject=data["kind"],
        digest=content_hash(data),
        # The watermark says that a paper has no force; a published text of public facts is no paper of a case.
        demo=False,
    )
    drawn = draw_all(data["pictures"])
    images = {"address.svg": qr_svg(data["address"])} | {
        f"{name}.{each.kind}": each.body for name, each in drawn.items()
    }
    places = {name: f"asset:own/{name}.{each.kind}" for name, each in drawn.items()}
    sections = [{"label": each["label"], "pieces": _pieces(each["html"], places)} for each in data["sections"]]
    return render_document(
        "edition.jinja",
        data | {"sections": sections},
        lang=TAGS[data["language"]],
        meta=meta,
        images=images,
        limits=LIMITS,
    )


def _pieces(html: str, places: Mapping[str, str]) -> list[dict[str, Any]]:
    cut = pieces(html, longest_link=_LONGEST_LINK, pictures=places)
    return [{"is_tag": is_tag, "text": text} for is_tag, text in cut]


def _day(value: Any) -> str:
    return value.isoformat() if value else ""
