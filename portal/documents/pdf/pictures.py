"""Pictures that people brought in, drawn anew for a document: nothing but pixels, no more of them than paper shows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from portal.documents.pdf.assets import OWN_IMAGE_BYTES

_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
# Drawings and pictures of a screen keep their edges as PNG, where that is small enough.
_LINES: Final = frozenset({"PNG", "GIF"})
# The type area of a page (156 mm) at 200 dpi; then coarser, until the picture is small enough.
_EDGES: Final = ((1230, 85), (1230, 70), (920, 70), (620, 65), (420, 60))
_PIXELS: Final = 80_000_000
_OCTETS: Final = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture as a document carries it: `kind` is the ending of its name ("png", "jpg")."""

    kind: str
    body: bytes

    @property
    def media_type(self) -> str:
        """Its type for a manifest."""
        return "image/png" if self.kind == "png" else "image/jpeg"


def draw(body: bytes) -> Drawn | None:
    """Draw a picture anew, at most `OWN_IMAGE_BYTES` large; None when it cannot be drawn. Equal bytes give equal bytes."""
    try:
        with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
            if image.width * image.height > _PIXELS:
                return None
            source, upright = image.format, _on_white(image)
    except (OSError, ValueError, SyntaxError, TypeError, IndexError, KeyError, EOFError, OverflowError):
        return None
    except Image.DecompressionBombError:
        return None
    return next((each for each in _tries(upright, lines=source in _LINES) if len(each.body) <= OWN_IMAGE_BYTES), None)


def draw_all(keys: Mapping[str, str]) -> dict[str, Drawn]:
    """Draw stored pictures, by name; one that cannot be drawn is left out. Reads files: call it outside a transaction."""
    found: dict[str, Drawn] = {}
    for name, key in keys.items():
        with default_storage.open(key) as file:
            drawn = draw(file.read(_OCTETS))
        if drawn is not None:
            found[name] = drawn
    return found


def _tries(picture: Image.Image, *, lines: bool) -> Iterator[Drawn]:
    if lines:
        yield Drawn("png", _saved(picture, _EDGES[0][0], format="PNG", optimize=True))
    for edge, quality in _EDGES:
        yield Drawn("jpg", _saved(picture, edge, format="JPEG", quality=quality))


def _saved(picture: Image.Image, edge: int, **how: object) -> bytes:
    small = picture.copy()
    # JPEG would carry the comment along, PNG the colour profile.
    small.info.clear()
    small.thumbnail((edge, edge))
    out = io.BytesIO()
    small.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        alpha = upright.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", alpha.size, "white"), alpha).convert("RGB")
    return upright.convert("RGB")
