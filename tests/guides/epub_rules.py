"""What EPUB 3.3 asks of a file, as far as a whole guide uses it. `problems` lists what is broken; none for a good book."""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote, urlsplit

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
CORE_TYPES = {"application/xhtml+xml", "text/css", "image/svg+xml", "image/png", "image/jpeg"}
_VOID_OUTSIDE = re.compile(r"<(?:script|iframe|form|input)\b", re.IGNORECASE)


def problems(body: bytes) -> list[str]:
    """List every rule that the file breaks."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if (broken := archive.testzip()) is not None:
            return [f"{broken} is damaged"]
        files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        found = list(_container(body, archive))
    roots: dict[str, ET.Element] = {}
    for name, content in files.items():
        if name.endswith((".xhtml", ".opf", ".svg", ".xml")):
            try:
                roots[name] = ET.fromstring(content)
            except ET.ParseError as error:
                found.append(f"{name} is no XML: {error}")
    if found:
        return found
    rootfile = roots["META-INF/container.xml"].find(f".//{CONTAINER}rootfile")
    package = rootfile.get("full-path", "") if rootfile is not None else ""
    if package not in roots:
        return [f"the container leads to {package!r}, which is not there"]
    return [*_package(package, roots, set(files)), *_links(roots, set(files)), *_contents(files)]


def _container(body: bytes, archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    if len({entry.filename for entry in entries}) != len(entries):
        yield "a name stands twice in the archive"
    first = entries[0]
    if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or first.extra:
        yield "mimetype is not first, stored and plain"
    # The place at which every tool looks for it (OCF 3.3, 4.2).
    if body[30:58] != b"mimetypeapplication/epub+zip":
        yield "the first bytes do not say what this is"


def _package(name: str, roots: dict[str, ET.Element], files: set[str]) -> Iterator[str]:
    root, folder = roots[name], posixpath.dirname(name)
    if root.get("version") != "3.0":
        yield "the package has no version 3.0"
    metadata = root.find(f"{OPF}metadata")
    assert metadata is not None
    for element in ("identifier", "title", "language"):
        if not (metadata.findtext(f"{DC}{element}") or "").strip():
            yield f"no dc:{element}"
    if root.get("unique-identifier") != metadata.find(f"{DC}identifier").get("id"):  # type: ignore[union-attr]
        yield "the unique identifier leads nowhere"
    modified = [meta.text for meta in metadata.findall(f"{OPF}meta") if meta.get("property") == "dcterms:modified"]
    if len(modified) != 1 or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified[0] or ""):
        yield f"dcterms:modified is {modified}"
    items = {item.get("id"): item for item in root.iterfind(f"{OPF}manifest/{OPF}item")}
    paths = {posixpath.join(folder, item.get("href", "")) for item in items.values()}
    if len(items) != len(root.findall(f"{OPF}manifest/{OPF}item")):
        yield "an id stands twice in the manifest"
    yield from (f"{path} is in the manifest and not in the archive" for path in sorted(paths - files))
    outside = {name, "mimetype", "META-INF/container.xml"}
    yield from (f"{path} is in the archive and not in the manifest" for path in sorted(files - paths - outside))
    yield from (
        f"{item.get('href')} has a foreign type" for item in items.values() if item.get("media-type") not in CORE_TYPES
    )
    for wanted in ("nav", "cover-image"):
        if len([item for item in items.values() if wanted in (item.get("properties") or "").split()]) != 1:
            yield f"not one item with the property {wanted}"
    spine = [itemref.get("idref") for itemref in root.iterfind(f"{OPF}spine/{OPF}itemref")]
    if not spine or len(set(spine)) != len(spine):
        yield "the spine is empty or names an item twice"
    yield from (f"the spine names {each!r}, which is no item" for each in spine if each not in items)
    readable = {item_id for item_id, item in items.items() if item.get("media-type") == "application/xhtml+xml"}
    yield from (f"{each} is text that cannot be reached" for each in sorted(readable - set(spine), key=str))
    yield from _navigation(roots, folder, items)


def _navigation(roots: dict[str, ET.Element], folder: str, items: dict[str | None, ET.Element]) -> Iterator[str]:
    nav = next(item for item in items.values() if "nav" in (item.get("properties") or "").split())
    root = roots[posixpath.join(folder, nav.get("href", ""))]
    tables = [each for each in root.iter(f"{XHTML}nav") if each.get(EPUB_TYPE) == "toc"]
    if len(tables) != 1 or tables[0].find(f"{XHTML}ol") is None:
        yield "not one table of contents"
        return
    points = list(tables[0].iter(f"{XHTML}a"))
    if not points or any(not "".join(point.itertext()).strip() for point in points):
        yield "a point of the contents has no words"


def _links(roots: dict[str, ET.Element], files: set[str]) -> Iterator[str]:
    ids = {name: {each.get("id") for each in root.iter() if each.get("id")} for name, root in roots.items()}
    for name, root in roots.items():
        if not name.endswith(".xhtml"):
            continue
        if len([each.get("id") for each in root.iter() if each.get("id")]) != len(ids[name]):
            yield f"an id stands twice in {name}"
        for element in root.iter():
            for attribute in ("href", "src"):
                target = element.get(attribute)
                if target is None:
                    continue
                parts = urlsplit(target)
                if parts.scheme:
                    if attribute == "src" or parts.scheme not in {"http", "https", "mailto"}:
                        yield f"{name} draws in {target}"
                    continue
                path = (
                    posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
                    if parts.path
                    else name
                )
                if path not in files:
                    yield f"{name} leads to {target}, which is not there"
                elif parts.fragment and parts.fragment not in ids.get(path, set()):
                    yield f"{name} leads to {target}, a place that is not there"


def _contents(files: dict[str, bytes]) -> Iterator[str]:
    for name, content in files.items():
        if not name.endswith(".xhtml"):
            continue
        text = content.decode()
        root = ET.fromstring(content)
        if not (root.findtext(f"{XHTML}head/{XHTML}title") or "").strip():
            yield f"{name} has no title"
        if root.get("lang") != root.get("{http://www.w3.org/XML/1998/namespace}lang") or not root.get("lang"):
            yield f"{name} does not say its language"
        if _VOID_OUTSIDE.search(text):
            yield f"{name} holds what a book does not run"
        headings = [int(each.tag[-1]) for each in root.iter() if re.fullmatch(rf"{re.escape(XHTML)}h[1-6]", each.tag)]
        jumps = [pair for pair in pairwise(headings) if pair[1] > pair[0] + 1]
        if jumps:
            yield f"{name} jumps over a level of headings: {jumps}"
