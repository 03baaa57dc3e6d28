"""What other programs show of a page that somebody shares: title, words, picture (OpenGraph, Twitter).

The picture is drawn from the words in its own address, which carries the portal's signature: nobody can have the portal draw
words that it did not write itself.
"""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFont

from portal.documents.pdf.folders import FOLDERS

WIDTH, HEIGHT = 1200, 630
EDGE = 84
TITLE_SIZES = (76, 64, 54)
MOST_LINES = 4
LONGEST = 140
KEPT_SECONDS = 24 * 3600
# The palettes of the centers' pages (static/css/site.css).
GROUNDS = {
    "blue": "#1d4f91",
    "teal": "#0f5f66",
    "green": "#1f6339",
    "plum": "#6b2f70",
    "brick": "#8f3420",
    "slate": "#3d4a5c",
}
_signer = Signer(salt="portal.site.share")
# Never at the beginning of a line.
_CLINGS = "，。、；：？！）》」』】”’,.;:?!)]}%"


def picture_path(title: str, under: str = "", palette: str = "blue") -> str:
    """Give the address of a picture with a title and a line under it; the same words give the same address."""
    words = {"t": title[:LONGEST], "u": under[:LONGEST], "p": palette}
    return reverse("site:share", kwargs={"token": _signer.sign_object(words, compress=True)})


def picture(token: str) -> bytes | None:
    """Draw what a signed address says, as PNG; None where the portal did not sign it. Kept for a day."""
    try:
        words: dict[str, Any] = _signer.unsign_object(token)
    except (BadSignature, ValueError):
        return None
    key = f"share:{hashlib.sha256(token.encode()).hexdigest()}"
    kept = cache.get(key)
    if isinstance(kept, bytes):
        return kept
    drawn = draw(str(words["t"]), str(words["u"]), GROUNDS.get(str(words["p"]), GROUNDS["blue"]))
    cache.set(key, drawn, KEPT_SECONDS)
    return drawn


def draw(title: str, under: str, ground: str) -> bytes:
    """Draw a picture of 1200 × 630: title in at most four lines, a line under it, the portal's name at the foot."""
    image = Image.new("RGB", (WIDTH, HEIGHT), ground)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, HEIGHT - 118, WIDTH, HEIGHT), fill="#ffffff")
    lines: list[str] = []
    for size in TITLE_SIZES:
        face = _face("NotoSansSC-Bold.ttf", size)
        lines = _lines(title, face)
        if len(lines) <= MOST_LINES:
            break
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1][:-1] + "…"]
    place = EDGE
    for line in lines:
        canvas.text((EDGE, place), line, font=face, fill="#ffffff")
        place += int(size * 1.36)
    if under:
        first = _lines(under, small := _face("NotoSansSC-Regular.ttf", 32))[0]
        canvas.text((EDGE, min(place + 14, HEIGHT - 178)), first, font=small, fill="#ffffff")
    canvas.text((EDGE, HEIGHT - 92), "智南门户 Zhinan Portal", font=_face("NotoSansSC-Bold.ttf", 38), fill="#1d4f91")
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


@lru_cache(maxsize=8)
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDERS["fonts"] / name), size)


def _lines(text: str, face: ImageFont.FreeTypeFont) -> list[str]:
    """Break a text where it is too wide: between words of letters, anywhere between Chinese, never before a closing sign."""
    pieces: list[str] = []
    for char in " ".join(text.split()):
        joins = pieces and (char in _CLINGS or (char.isascii() and char != " " and pieces[-1][-1:].isascii()))
        if joins and pieces[-1] != " ":
            pieces[-1] += char
        else:
            pieces.append(char)
    lines = [""]
    for piece in pieces:
        if lines[-1] and face.getlength(lines[-1] + piece) > WIDTH - 2 * EDGE:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line for line in lines if line] or [""]
