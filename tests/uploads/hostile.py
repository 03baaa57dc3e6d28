"""Files that people should not be able to hand in, and some that they should: name → (bytes, expected state, reason)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import pikepdf
from PIL import Image

Expected = tuple[bytes, str, str]
BROKEN, WRONG, KIND, ACTIVE = "damaged", "not_what_it_says", "kind_not_taken", "active_content"


def pdf(change: object = None, pages: int = 1, **save: object) -> bytes:
    """Make a small PDF; `change(pdf)` may spoil it."""
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page(page_size=(200, 200))
    if callable(change):
        change(made)
    out = io.BytesIO()
    made.save(out, **save)  # type: ignore[arg-type]
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 20)) -> bytes:
    """Make a small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def bundle(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a ZIP of `parts`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def office(main: str, extra: dict[str, bytes] | None = None) -> bytes:
    """Make the skeleton of an Office document whose parts lie under `main`/."""
    body = {"word": "document", "xl": "workbook", "ppt": "presentation"}[main]
    parts = {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, f"{main}/{body}.xml": b"<x/>"}
    return bundle(parts | (extra or {}))


def huge_png() -> bytes:
    """A PNG that says it has 30,000 × 30,000 pixels in a few kilobytes."""
    head = struct.pack("!IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000_000, 9)), (b"IEND", b"")]
    body = b"".join(
        struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def encrypted_zip() -> bytes:
    """A ZIP whose directory says that its part is encrypted."""
    raw = bytearray(bundle({"a.txt": b"secret"}, zipfile.ZIP_STORED))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(mark) + offset
        raw[at] |= 1
    return bytes(raw)


def _javascript(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launch(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def _launch_link(made: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])
    made.make_indirect(action)
    made.Root.Extra = made.make_indirect(action)


def _submit(made: pikepdf.Pdf) -> None:
    made.Root.Extra = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://example.invalid"))


def _import(made: pikepdf.Pdf) -> None:
    made.Root.Extra = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.ImportData, F="x.fdf"))


def _named_script(made: pikepdf.Pdf) -> None:
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))


def _attachment(made: pikepdf.Pdf) -> None:
    tool = pikepdf.AttachedFileSpec(
        made, b"MZ", description="", filename="tool.exe", mime_type="", creation_date="", mod_date=""
    )
    made.attachments["tool.exe"] = tool


def _additional(made: pikepdf.Pdf) -> None:
    made.Root.AA = pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x"))


def _goto(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])


def hostile() -> Iterator[tuple[str, Expected]]:
    """Give every file of the table."""
    png, jpeg, good = picture(), picture("JPEG"), pdf()
    docx, xlsx, pptx = office("word"), office("xl"), office("ppt")
    exe = b"MZ" + b"\x90" * 200
    script = b"<script>alert(1)</script>"
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
    no_password = pikepdf.Encryption(owner="o", user="")
    password = pikepdf.Encryption(owner="o", user="u")

    # what people should be able to hand in
    yield "good.pdf", (good, "clean", "")
    yield "first-page.pdf", (pdf(_goto), "clean", "")
    yield "good.png", (png, "clean", "")
    yield "good.jpg", (jpeg, "clean", "")
    yield "GOOD.JPEG", (jpeg, "clean", "")
    yield "good.tif", (picture("TIFF"), "clean", "")
    yield "good.webp", (picture("WEBP"), "clean", "")
    yield "good.docx", (docx, "clean", "")
    yield "good.xlsx", (xlsx, "clean", "")
    yield "good.pptx", (pptx, "clean", "")
    yield "good.ofd", (bundle({"OFD.xml": b"<ofd/>", "Doc_0/Document.xml": b"<d/>"}), "clean", "")
    yield "good.zip", (bundle({"证据/照片.png": png, "a.txt": b"x"}), "clean", "")
    yield "good.txt", ("警告函要点：十日内答复。".encode(), "clean", "")
    yield "gb.txt", ("警告函要点：十日内答复。".encode("gb18030"), "clean", "")
    yield "good.eml", (b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\nbody\r\n", "clean", "")

    # content that is not what the name says
    yield "exe.pdf", (exe, "rejected", WRONG)
    yield "html.pdf", (b"<!doctype html><html>" + script, "rejected", WRONG)
    yield "png.pdf", (png, "rejected", WRONG)
    yield "pdf.png", (good, "rejected", WRONG)
    yield "svg.png", (svg, "rejected", WRONG)
    yield "gif.jpg", (picture("GIF"), "rejected", WRONG)
    yield "text.docx", (b"hello", "rejected", WRONG)
    yield "pdf.docx", (good, "rejected", WRONG)
    yield "exe.zip", (exe, "rejected", WRONG)
    yield "elf.txt", (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "rejected", WRONG)
    yield "png.txt", (png, "rejected", WRONG)
    yield "shell.txt", (b"#!/bin/sh\nrm -rf /\n", "rejected", WRONG)
    yield "php.jpg", (b"<?php system($_GET['c']); ?>", "rejected", WRONG)
    yield "zero.pdf", (b"\0" * 4096, "rejected", WRONG)
    yield "utf16.txt", ("文字".encode("utf-16"), "rejected", BROKEN)

    # kinds that are not taken
    for name, body in {
        "tool.exe": exe, "run.bat": b"@echo off", "page.html": script, "mail.svg": svg, "x.js": b"alert(1)",
        "macro.docm": docx, "sheet.xlsm": xlsx, "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "a.rar": b"Rar!\x1a\x07\x00" + b"\0" * 50,
        "a.7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "noextension": good, "double.pdf.exe": good, "photo.heic": b"\0\0\0\x18ftypheic",
        "a.gif": picture("GIF"), "a.pdf.": good, "dot.": png,
    }.items():  # fmt: skip
        yield name, (body, "rejected", KIND)

    # PDF that acts, hides or is broken
    yield "javascript.pdf", (pdf(_javascript), "rejected", ACTIVE)
    yield "launch.pdf", (pdf(_launch), "rejected", ACTIVE)
    yield "launch-link.pdf", (pdf(_launch_link), "rejected", ACTIVE)
    yield "submit.pdf", (pdf(_submit), "rejected", ACTIVE)
    yield "import.pdf", (pdf(_import), "rejected", ACTIVE)
    yield "named-script.pdf", (pdf(_named_script), "rejected", ACTIVE)
    yield "attachment.pdf", (pdf(_attachment), "rejected", ACTIVE)
    yield "additional.pdf", (pdf(_additional), "rejected", ACTIVE)
    yield "password.pdf", (pdf(encryption=password), "rejected", "encrypted")
    yield "owner-password.pdf", (pdf(encryption=no_password), "rejected", "encrypted")
    yield "truncated.pdf", (b"%PDF-1.7\n" + b"garbage " * 50, "rejected", BROKEN)
    yield "no-pages.pdf", (pdf(pages=0), "rejected", BROKEN)

    # pictures
    yield "cut.png", (png[: len(png) // 2], "rejected", BROKEN)
    yield "cut.jpg", (picture("JPEG", (400, 400))[:900], "rejected", BROKEN)
    yield "bomb.png", (huge_png(), "rejected", "too_many_pixels")

    # archives and Office documents
    yield "bomb.zip", (bundle({"big.txt": b"0" * 50_000_000}), "rejected", "archive_bomb")
    yield "bomb.docx", (office("word", {"word/big.xml": b"0" * 50_000_000}), "rejected", "archive_bomb")
    yield "many.zip", (bundle({f"{n}.txt": b"" for n in range(6_000)}, zipfile.ZIP_STORED), "rejected", "archive_bomb")
    yield "climb.zip", (bundle({"../../etc/passwd": b"x"}), "rejected", "archive_path")
    yield "absolute.zip", (bundle({"/etc/passwd": b"x"}), "rejected", "archive_path")
    yield "backslash.zip", (bundle({"..\\..\\x.txt": b"x"}), "rejected", "archive_path")
    yield "program.zip", (bundle({"setup.exe": exe}), "rejected", "program")
    yield "script.zip", (bundle({"a/run.vbs": b"x"}), "rejected", "program")
    yield "nested.zip", (bundle({"inner.zip": bundle({"a": b"b"})}), "rejected", "nested_archive")
    yield "locked.zip", (encrypted_zip(), "rejected", "encrypted")
    yield "cut.zip", (bundle({"a.txt": b"x" * 5000})[:60], "rejected", BROKEN)
    yield "macro.docx", (office("word", {"word/vbaProject.bin": b"x"}), "rejected", "macros")
    yield "macro.xlsx", (office("xl", {"xl/vbaProject.bin": b"x"}), "rejected", "macros")
    yield "activex.docx", (office("word", {"word/activeX/activeX1.bin": b"x"}), "rejected", "macros")
    yield "packed.docx", (office("word", {"word/embeddings/tool.exe": exe}), "rejected", ACTIVE)
    yield "sheet.docx", (xlsx, "rejected", "?")
    yield "zip.docx", (bundle({"a.txt": b"x"}), "rejected", BROKEN)
    yield "zip.ofd", (bundle({"a.txt": b"x"}), "rejected", BROKEN)
    yield "letter.eml", (b"just some words", "rejected", BROKEN)
