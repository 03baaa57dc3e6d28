"""The kinds of files that are taken, and how each one is opened to see whether it is what it says.

Every opener raises `Unfit(reason)`; the reasons are catalogued in `portal.documents.intake.reasons`.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from PIL import Image, ImageFile

MAX_PIXELS = 120_000_000
MAX_PARTS = 5_000
MAX_UNPACKED = 600 * 1024 * 1024
MAX_RATIO = 200
MAX_PAGES = 3_000
PROGRAMS = {
    "exe",
    "dll",
    "com",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "msi",
    "scr",
    "lnk",
    "jar",
    "hta",
    "sh",
    "apk",
    "iso",
}


class Unfit(Exception):
    """The file cannot be taken; `args[0]` is the reason's code."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its extensions, the media types libmagic may give for it, and its opener."""

    extensions: frozenset[str]
    media_types: frozenset[str]
    opener: Callable[[Path], None]


def _open_pdf(path: Path) -> None:
    try:
        with pikepdf.open(path) as pdf:
            if pdf.is_encrypted:
                raise Unfit("encrypted")
            if len(pdf.pages) == 0:
                raise Unfit("damaged")
            if len(pdf.pages) > MAX_PAGES:
                raise Unfit("too_many_pages")
            _refuse_actions(pdf)
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except pikepdf.PdfError as error:
        raise Unfit("damaged") from error


def _refuse_actions(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root
    if "/OpenAction" in root and _acts(root.OpenAction):
        raise Unfit("active_content")
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and ("/JavaScript" in names or "/EmbeddedFiles" in names):
        raise Unfit("active_content")
    if "/AA" in root:
        raise Unfit("active_content")
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary):
            continue
        kind = item.get("/S")
        if isinstance(kind, pikepdf.Name) and str(kind) in {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm"}:
            raise Unfit("active_content")
        if str(item.get("/Type", "")) == "/EmbeddedFile":
            raise Unfit("active_content")


def _acts(action: pikepdf.Object) -> bool:
    # An OpenAction that is an array merely says which page to show first.
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) != "/GoTo"


def _open_image(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        # The PDF renderer switches this on for its own process.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            with Image.open(path) as image:
                if image.width * image.height * getattr(image, "n_frames", 1) > MAX_PIXELS:
                    raise Unfit("too_many_pixels")
                image.verify()
            with Image.open(path) as image:
                image.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Unfit("too_many_pixels") from error
        except Unfit:
            raise
        except Exception as error:  # Pillow raises a different exception for every broken format
            raise Unfit("damaged") from error


def _directory(path: Path) -> list[zipfile.ZipInfo]:
    """Give the parts of a ZIP after checking that unpacking it would be harmless."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise Unfit("archive_bomb")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(path.stat().st_size, 1024):
                raise Unfit("archive_bomb")
            names = set()
            for part in parts:
                if part.flag_bits & 0x1:
                    raise Unfit("encrypted")
                inner = part.filename.replace("\\", "/")
                if inner.startswith("/") or ".." in inner.split("/") or "\0" in inner or inner in names:
                    raise Unfit("archive_path")
                names.add(inner)
            if archive.testzip() is not None:
                raise Unfit("damaged")
            return parts
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError) as error:
        raise Unfit("damaged") from error


def _open_office(main: str) -> Callable[[Path], None]:
    def opener(path: Path) -> None:
        parts = {part.filename for part in _directory(path)}
        if "[Content_Types].xml" not in parts or not any(name.startswith(f"{main}/") for name in parts):
            raise Unfit("damaged")
        lowered = {name.lower() for name in parts}
        if any(
            "vbaproject" in name or "/activex/" in name or (name.endswith(".bin") and "ole" in name) for name in lowered
        ):
            raise Unfit("macros")
        if any("/embeddings/" in name and name.endswith((".bin", ".exe")) for name in lowered):
            raise Unfit("active_content")

    return opener


def _open_ofd(path: Path) -> None:
    if not any(part.filename.upper() == "OFD.XML" for part in _directory(path)):
        raise Unfit("damaged")


def _open_zip(path: Path) -> None:
    for part in _directory(path):
        suffix = part.filename.rpartition(".")[2].lower()
        if suffix in PROGRAMS:
            raise Unfit("program")
        if suffix in {"zip", "rar", "7z", "gz", "tar", "bz2", "xz"}:
            raise Unfit("nested_archive")


def _open_text(path: Path) -> None:
    raw = path.read_bytes()
    if b"\0" in raw:
        raise Unfit("damaged")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            raw.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    raise Unfit("damaged")


def _open_mail(path: Path) -> None:
    head = path.read_bytes()[:20_000]
    if not any(
        line.lower().startswith((b"from:", b"date:", b"message-id:", b"received:")) for line in head.splitlines()
    ):
        raise Unfit("damaged")


def _open_webm(path: Path) -> None:
    raw = path.read_bytes()
    if not raw.startswith(b"\x1a\x45\xdf\xa3") or (b"A_OPUS" not in raw and b"A_VORBIS" not in raw):
        raise Unfit("damaged")
    if any(codec in raw for codec in (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG")):
        raise Unfit("kind_not_taken")


def _open_m4a(path: Path) -> None:
    raw = path.read_bytes()
    if raw[4:8] != b"ftyp" or b"soun" not in raw:
        raise Unfit("damaged")
    if b"vide" in raw:
        raise Unfit("kind_not_taken")


def _kind(extensions: str, media_types: str, opener: Callable[[Path], None]) -> Kind:
    return Kind(frozenset(extensions.split()), frozenset(media_types.split()), opener)


_OOXML = "application/vnd.openxmlformats-officedocument"
_ZIP = "application/zip application/octet-stream application/x-zip-compressed"
KINDS: tuple[Kind, ...] = (
    _kind("pdf", "application/pdf", _open_pdf),
    _kind("png", "image/png", _open_image),
    _kind("jpg jpeg", "image/jpeg", _open_image),
    _kind("tif tiff", "image/tiff", _open_image),
    _kind("webp", "image/webp", _open_image),
    _kind("docx", f"{_OOXML}.wordprocessingml.document {_ZIP}", _open_office("word")),
    _kind("xlsx", f"{_OOXML}.spreadsheetml.sheet {_ZIP}", _open_office("xl")),
    _kind("pptx", f"{_OOXML}.presentationml.presentation {_ZIP}", _open_office("ppt")),
    _kind("ofd", _ZIP, _open_ofd),
    _kind("zip", _ZIP, _open_zip),
    _kind(
        "txt csv md", "text/plain text/csv application/csv text/x-tex text/x-script.python text/markdown", _open_text
    ),
    _kind("eml", "message/rfc822 text/plain text/html", _open_mail),
)
# Voice notes of the desk at a fair; nowhere else is sound taken. libmagic names a WebM or MP4 by its container alone.
VOICE_KINDS = (
    _kind("webm", "video/webm audio/webm", _open_webm),
    _kind("m4a", "audio/mp4 audio/x-m4a video/mp4", _open_m4a),
)
VOICE_BY_EXTENSION = {extension: kind for kind in VOICE_KINDS for extension in kind.extensions}
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPT = ",".join(f".{extension}" for extension in sorted(BY_EXTENSION))
