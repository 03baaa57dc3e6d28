"""Bind a report and flattened exhibits into one PDF with continuous page numbers, page labels and bookmarks."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one exhibit to bind: its bookmark, the prefix of its page labels ("附1-"), its flattened pages."""

    title: str
    label: str
    pages: pikepdf.Pdf


def bind(report: bytes, sections: Sequence[Section], *, frames: bytes | None, heading: str) -> bytes:
    """Return `report` followed by the sections, each page overlaid with its page of `frames`.

    `frames` has exactly one page per exhibit page, in order. `heading` is the bookmark over all exhibits.
    """
    with pikepdf.open(io.BytesIO(report)) as bound:
        report_pages = len(bound.pages)
        labels: list[pikepdf.Object | int] = [0, pikepdf.Dictionary(S=pikepdf.Name.D)]
        starts: list[tuple[str, int]] = []
        for section in sections:
            starts.append((section.title, len(bound.pages)))
            labels += [len(bound.pages), pikepdf.Dictionary(S=pikepdf.Name.D, P=pikepdf.String(section.label), St=1)]
            bound.pages.extend(section.pages.pages)
        if frames is not None:
            with pikepdf.open(io.BytesIO(frames)) as framing:
                if len(framing.pages) != len(bound.pages) - report_pages:
                    raise ValueError("one frame per bound page is needed")
                for offset, frame in enumerate(framing.pages):
                    bound.pages[report_pages + offset].add_overlay(frame, None)
        bound.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(labels))
        _add_bookmarks(bound, starts, heading)
        out = io.BytesIO()
        bound.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return out.getvalue()


def _add_bookmarks(bound: pikepdf.Pdf, starts: Sequence[tuple[str, int]], heading: str) -> None:
    if not starts:
        return
    with bound.open_outline() as outline:
        top = pikepdf.OutlineItem(heading, starts[0][1])
        for title, page in starts:
            top.children.append(pikepdf.OutlineItem(title, page))
        outline.root.append(top)
