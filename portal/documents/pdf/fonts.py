"""The fonts of the documents: which files, which characters they can draw, in which order they are asked.

The four main files are whole TTFs of Noto Serif SC and Noto Sans SC. They draw every character of 通用规范汉字表, kana,
most of Latin, Cyrillic and Greek, but no Hangul, Arabic, Thai, Hebrew or Devanagari and not the Polish, Czech,
Turkish or Ukrainian letters; the further files do. They are optional: what no present file can draw is written as its
code point, 〔U+20BB7〕, never as an empty box.
"""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from portal.documents.pdf.errors import PdfFontsMissing
from portal.documents.pdf.folders import FOLDERS


@dataclass(frozen=True, slots=True)
class Face:
    """Name one font file: CSS family, weight, file name, and whether documents can do without it."""

    family: str
    weight: int
    file: str
    required: bool = False


FACES: Final = (
    Face("Noto Serif SC", 400, "NotoSerifSC-Regular.ttf", required=True),
    Face("Noto Serif SC", 700, "NotoSerifSC-Bold.ttf", required=True),
    Face("Noto Sans SC", 400, "NotoSansSC-Regular.ttf", required=True),
    Face("Noto Sans SC", 700, "NotoSansSC-Bold.ttf", required=True),
    # One step lighter than they are declared: beside the Latin letters of Noto Serif SC the same step looks bold.
    Face("Noto Serif", 400, "NotoSerif-Light.ttf"),
    Face("Noto Serif", 700, "NotoSerif-SemiBold.ttf"),
    Face("Noto Sans KR", 400, "NotoSansKR-Regular.ttf"),
    Face("Noto Sans Arabic", 400, "NotoSansArabic-Regular.ttf"),
    Face("Noto Sans Hebrew", 400, "NotoSansHebrew-Regular.ttf"),
    Face("Noto Sans Thai", 400, "NotoSansThai-Regular.ttf"),
    Face("Noto Sans Devanagari", 400, "NotoSansDevanagari-Regular.ttf"),
)
MAIN_FAMILIES: Final = ("Noto Serif SC", "Noto Sans SC")


def present_faces() -> tuple[Face, ...]:
    """Return the faces whose files exist; raise `PdfFontsMissing` when a main one does not."""
    folder = FOLDERS["fonts"]
    missing = [face.file for face in FACES if face.required and not (folder / face.file).is_file()]
    if missing:
        raise PdfFontsMissing(", ".join(missing))
    return tuple(face for face in FACES if (folder / face.file).is_file())


def font_stylesheet() -> str:
    """Return the @font-face rules and the two font stacks as custom properties."""
    faces = present_faces()
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url("asset:fonts/{face.file}") }}'
        for face in faces
    ]
    others = list(dict.fromkeys(face.family for face in faces if face.family not in MAIN_FAMILIES))
    serif = ", ".join(f'"{family}"' for family in [*MAIN_FAMILIES, *others])
    sans = ", ".join(f'"{family}"' for family in [*reversed(MAIN_FAMILIES), *others])
    rules.append(f":root {{ --serif: {serif}; --sans: {sans} }}")
    return "\n".join(rules)


@functools.lru_cache(maxsize=1)
def drawable() -> frozenset[int]:
    """Return the code points that the present fonts can draw in every weight and in both main families."""
    families: dict[str, frozenset[int]] = {}
    for face in present_faces():
        points = _code_points(FOLDERS["fonts"] / face.file)
        known = families.get(face.family)
        families[face.family] = points if known is None else known & points
    return frozenset().union(*families.values())


def _code_points(path: Path) -> frozenset[int]:
    # Takes a quarter of a second to load, which only who draws pays.
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
