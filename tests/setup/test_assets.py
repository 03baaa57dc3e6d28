"""The front-end assets are there, whole, and named by nothing but the lock file."""

import json
import re
from xml.etree import ElementTree

import pytest

from portal.embedded.cluster import REPOSITORY
from tools import assets

ICON_TAG = re.compile(r"""\{%\s*icon\s+["']([a-z0-9-]+)["']""")


def test_every_file_and_font_is_built() -> None:
    for name in assets.FILES:
        content = (assets.BUILD / name).read_bytes()
        assert len(content) > 10_000, name
        assert b"sourceMappingURL" not in content[-300:], f"{name} points to a file that is not there"
    for name in assets.FONTS:
        assert (assets.BUILD / "fonts" / name).read_bytes()[:4] == b"\0\1\0\0", f"{name} is no TrueType font"


def test_the_sprite_has_every_listed_icon_and_every_used_icon_is_listed() -> None:
    sprite = ElementTree.parse(assets.BUILD / "icons.svg").getroot()
    symbols = {symbol.get("id"): symbol for symbol in sprite}
    assert sorted(str(name) for name in symbols) == assets.icon_names()
    assert all(len(symbol) for symbol in symbols.values()), "an icon draws nothing"
    used = {
        name
        for page in (REPOSITORY / "templates").rglob("*.html")
        for name in ICON_TAG.findall(page.read_text("utf-8"))
    }
    assert used - set(assets.icon_names()) == set()


def test_an_unknown_icon_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(assets, "icon_names", lambda: ["no-such-icon"])
    with pytest.raises(SystemExit):
        assets.write_sprite()
    assert "no-such-icon" in capsys.readouterr().err


def test_the_lock_files_pin_everything_and_name_no_host() -> None:
    packages = json.loads((REPOSITORY / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-"), name
    for lock in ("base.txt", "dev.txt"):
        text = (REPOSITORY / "requirements" / lock).read_text()
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)
        pins = re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) > 50
        assert len(re.findall(r"\\\n    --hash=sha256:", text)) >= len(pins)
