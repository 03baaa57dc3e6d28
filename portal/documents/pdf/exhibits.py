"""Turn files that people brought in into plain A4 pages that may be bound into a file of record.

Only what is painted on a page survives: it is copied as one form object onto a fresh page, so scripts, actions, links,
embedded files and form logic of the original stay outside. Field values and comments that print are painted first.
The original bytes are kept elsewhere, untouched, under the hash that the file lists.
"""

import enum
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

import pikepdf
from PIL import Image, ImageOps, ImageSequence

A4: Final = (595.276, 841.89)
# Room for the head and foot lines that frames.jinja prints around a bound page (points).
_SIDE, _TOP, _BOTTOM = 34.0, 45.0, 45.0
IMAGE_TYPES: Final = frozenset(
    {"image/jpeg", "image/png", "image/tiff", "image/gif", "image/webp", "image/bmp", "image/x-ms-bmp"}
)
_IMAGE_FORMATS: Final = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP")
_IMAGE_EDGE: Final = 2480  # A4 width at 300 dpi
_IMAGE_DPI: Final = 150.0
# The worst ratio of the filters that are not Flate (LZW); Flate itself is measured.
_OTHER_FILTER_RATIO: Final = 1500


class Unbound(enum.StrEnum):
    """Say why a file is listed but not bound in."""

    WITHHELD = "withheld"
    UNSUPPORTED = "unsupported"
    MISSING = "missing"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    PAGE_BUDGET = "page_budget"


class ExhibitRefused(Exception):
    """Carry the reason why one file cannot be bound in."""

    def __init__(self, reason: Unbound) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class ExhibitLimits:
    """Bound what is bound in: pages and bytes of one file and of all, pixels of an image, painted bytes of a page."""

    pages: int = 800
    pages_each: int = 300
    octets: int = 200 * 1024 * 1024
    octets_each: int = 60 * 1024 * 1024
    pixels: int = 80_000_000
    content: int = 64 * 1024 * 1024


def flatten(source: BinaryIO, media_type: str, *, whole_page: bool, limits: ExhibitLimits) -> pikepdf.Pdf:
    """Return `source` as a new PDF of A4 pages; raise `ExhibitRefused` when it cannot be had.

    `whole_page` keeps our own letters at their size; anything else is scaled down into the frame, never up.
    """
    body = source.read(limits.octets_each + 1)
    if len(body) > limits.octets_each:
        raise ExhibitRefused(Unbound.TOO_LARGE)
    if media_type == "application/pdf":
        pass
    elif media_type in IMAGE_TYPES:
        body = _image_as_pdf(body, limits)
    else:
        raise ExhibitRefused(Unbound.UNSUPPORTED)
    try:
        return _repaint(body, whole_page=whole_page, limits=limits)
    except pikepdf.PasswordError as error:
        raise ExhibitRefused(Unbound.ENCRYPTED) from error
    # qpdf answers a broken file with one of several types, depending on where it notices.
    except (
        pikepdf.PdfError,
        pikepdf.ForeignObjectError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        RuntimeError,
        RecursionError,
        zlib.error,
    ) as error:
        raise ExhibitRefused(Unbound.DAMAGED) from error


def _repaint(body: bytes, *, whole_page: bool, limits: ExhibitLimits) -> pikepdf.Pdf:
    with pikepdf.open(io.BytesIO(body), suppress_warnings=True) as source:
        count = len(source.pages)
        if count == 0:
            raise ExhibitRefused(Unbound.DAMAGED)
        if count > limits.pages_each:
            raise ExhibitRefused(Unbound.PAGE_BUDGET)
        for page in source.pages:
            if _painted_bytes(page, limits.content) > limits.content:
                raise ExhibitRefused(Unbound.TOO_LARGE)
        source.flatten_annotations("print")
        out = pikepdf.new()
        for page in source.pages:
            width, height = _shown_size(page)
            sheet = A4 if height >= width else A4[::-1]
            target = out.add_blank_page(page_size=sheet)
            rect = (
                pikepdf.Rectangle(0, 0, *sheet)
                if whole_page
                else pikepdf.Rectangle(_SIDE, _BOTTOM, sheet[0] - _SIDE, sheet[1] - _TOP)
            )
            # pikepdf's type stub does not know `expand` yet.
            target.add_overlay(page, rect, expand=False)  # type: ignore[call-arg]
        # Written and read again, so that a fault in the source shows here and not while the file is bound.
        buffer = io.BytesIO()
        out.save(buffer, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return pikepdf.open(buffer)


def _shown_size(page: pikepdf.Page) -> tuple[float, float]:
    box = pikepdf.Rectangle(page.trimbox)
    width, height = float(box.width), float(box.height)
    if width <= 0 or height <= 0:
        raise ExhibitRefused(Unbound.DAMAGED)
    rotation = int(page.rotation) if hasattr(page, "rotation") else int(page.obj.get("/Rotate", 0))
    return (height, width) if rotation % 180 else (width, height)


def _painted_bytes(page: pikepdf.Page, allowed: int) -> int:
    """Return how many bytes the page's drawing commands unpack to, or more than `allowed` as soon as that is sure."""
    contents = page.obj.get("/Contents")
    if contents is None:
        return 0
    streams: Iterable[pikepdf.Object] = contents if isinstance(contents, pikepdf.Array) else [contents]
    total = 0
    for stream in streams:
        if not isinstance(stream, pikepdf.Stream):
            continue
        filters = stream.get("/Filter")
        names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
        raw = stream.read_raw_bytes()
        if filters is None or not names:
            total += len(raw)
        elif names in (["/FlateDecode"], ["/Fl"]):
            total += len(zlib.decompressobj().decompress(raw, allowed - total + 1))
        elif names.count("/FlateDecode") + names.count("/Fl") > 1:
            return allowed + 1
        else:
            total += len(raw) * _OTHER_FILTER_RATIO
        if total > allowed:
            return total
    return total


def _image_as_pdf(body: bytes, limits: ExhibitLimits) -> bytes:
    try:
        with Image.open(io.BytesIO(body), formats=_IMAGE_FORMATS) as image:
            if image.width * image.height > limits.pixels:
                raise ExhibitRefused(Unbound.TOO_LARGE)
            frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            if frames > limits.pages_each:
                raise ExhibitRefused(Unbound.PAGE_BUDGET)
            pages = []
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= frames:
                    break
                if frame.width * frame.height > limits.pixels:
                    raise ExhibitRefused(Unbound.TOO_LARGE)
                pages.append(_on_white(frame))
            out = io.BytesIO()
            pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=_IMAGE_DPI, quality=85)
            return out.getvalue()
    except ExhibitRefused:
        raise
    except Image.DecompressionBombError as error:
        raise ExhibitRefused(Unbound.TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError, OverflowError) as error:
        raise ExhibitRefused(Unbound.DAMAGED) from error


def _on_white(frame: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(frame)
    upright.thumbnail((_IMAGE_EDGE, _IMAGE_EDGE * 2))
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        alpha = upright.convert("RGBA")
        paper = Image.new("RGBA", alpha.size, "white")
        return Image.alpha_composite(paper, alpha).convert("RGB")
    return upright.convert("RGB")
