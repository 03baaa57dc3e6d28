"""Promise: hostile documents take at most 60 s of a processor and 1 GiB, fetch nothing, and leave the next job fine."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.documents.pdf.assets import OWN_IMAGE_BYTES, AssetFetcher
from portal.documents.pdf.errors import PdfAssetRefused, PdfFontsMissing
from portal.documents.pdf.press import write_markup

ROOT = Path(__file__).resolve().parents[2]

# What a document too large for its limits ends as; every other one is drawn.
REFUSED = {
    "too many lines": "PdfLimitExceeded: lines",
    "too many items": "PdfLimitExceeded: rows",
    "address of the code": "ValueError: not the address of a public page",
}
NAMES = (
    "markup",
    "entities",
    "template code",
    "nested markup",
    "one word",
    "one Chinese sentence",
    "control characters",
    "direction overrides",
    "stacked accents",
    "every script",
    "too many lines",
    "too many items",
    "long table",
    "long file names",
    "address of the code",
)


class Listener:
    """Answer every request with a small image and keep the paths that were asked for."""

    def __init__(self) -> None:
        hits = self.hits = []  # type: list[str]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


def draw(listener: Listener, folder: Path, share: float) -> dict[str, dict[str, Any]]:
    """Draw all of them in a process of its own; one report by name."""
    forbidden = folder / "secret.txt"
    forbidden.write_text("canary-5f2e")
    run = subprocess.run(
        [sys.executable, "-m", "tests.documents.hostile_documents", listener.url, str(forbidden), str(share)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=420,
    )
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(NAMES), run.stderr[-2_000:]
    for line in lines:
        print(f"{line['name']:22} {line['seconds']:5.1f} s {line['megabytes']:5} MB  {line['outcome']}")
    return {line["name"]: line for line in lines}


@pytest.fixture(scope="module")
def reports(listener: Listener, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    # A quarter of the longest shows the same escapes; `make drill` draws the whole of them.
    return draw(listener, tmp_path_factory.mktemp("forbidden"), 0.25)


@pytest.mark.parametrize("name", NAMES)
def test_hostile_document(name: str, reports: dict[str, dict[str, Any]], listener: Listener) -> None:
    judge(name, reports[name], listener)


@pytest.mark.drill
def test_hostile_documents_at_full_size(listener: Listener, tmp_path: Path) -> None:
    for name, report in draw(listener, tmp_path, 1).items():
        judge(name, report, listener)


def judge(name: str, report: dict[str, Any], listener: Listener) -> None:
    assert report["seconds"] <= 60
    assert report["megabytes"] <= 1024
    assert report["touched"] == []
    assert report["next_job_fine"]
    assert listener.hits == []
    if name in REFUSED:
        assert report["outcome"].startswith(REFUSED[name])
    else:
        assert report["outcome"].endswith("pages")


PAGE = "<html lang=zh><head><title>t</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", '<img src="{file}">'),
        ("", '<img src="{http}/a.png">'),
        ("", '<img src="HTTP://127.0.0.1/a.png">'),
        ("", '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E">'),
        ("", '<img src="/etc/passwd">'),
        ("", '<img src="../../../portal/settings/base.py">'),
        ("", '<img src="asset:pdf/../build/fonts/NotoSerif-Light.ttf">'),
        ("", '<img src="asset:fonts/..%2f..%2fx.ttf">'),
        ("", '<img src="asset:own/absent.svg">'),
        ("", '<img src="ftp://127.0.0.1/a.png">'),
        ("", '<object data="{http}/o.svg"></object>'),
        ("", '<embed src="{file}">'),
        ("", '<p style="background: url({http}/b.png)">x</p>'),
        ("<link rel=stylesheet href={http}/c.css>", "x"),
        ("<link rel=stylesheet href={file}>", "x"),
        ('<style>@import url("{http}/d.css");</style>', "x"),
        ('<style>@font-face {{ font-family: x; src: url("{http}/f.ttf") }} body {{ font-family: x }}</style>', "x"),
        ("<link rel=attachment href={file}>", "x"),
        ("<base href={http}/>", "<img src=a.png>"),
        ("", '<svg width="9" height="9"><image href="{http}/g.png" width="9" height="9"/></svg>'),
    ],
)
def test_even_our_own_markup_reaches_bundled_assets_only(
    head: str, body: str, listener: Listener, tmp_path: Path
) -> None:
    """A template that asked for more must not get it, so that a slip in escaping is not a leak."""
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>canary</text></svg>')
    places = {"file": secret.as_uri(), "http": listener.url}
    fetcher = AssetFetcher()
    with pytest.raises(PdfAssetRefused):
        write_markup(
            PAGE.format(head=head.format(**places), body=body.format(**places)), fetcher=fetcher, accessible=False
        )
    assert fetcher.served == []
    assert len(fetcher.refused) == 1
    assert listener.hits == []


def test_own_images_are_served_and_bounded() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
    fetcher = AssetFetcher({"qr.svg": svg})
    write_markup(PAGE.format(head="", body='<img alt="x" src="asset:own/qr.svg">'), fetcher=fetcher)
    assert fetcher.served == ["asset:own/qr.svg"]
    with pytest.raises(PdfAssetRefused):
        AssetFetcher({"qr.svg": b"x" * (OWN_IMAGE_BYTES + 1)})
    with pytest.raises(PdfAssetRefused):
        fetcher.open("http://127.0.0.1/")


def test_says_which_font_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from portal.documents.pdf import folders, fonts

    monkeypatch.setitem(folders.FOLDERS, "fonts", tmp_path)
    with pytest.raises(PdfFontsMissing, match="NotoSerifSC-Regular"):
        fonts.present_faces()
