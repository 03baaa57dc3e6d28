"""The look keeps its word: contrast, icons that exist, nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from portal.site import nav
from portal.site.tones import LOOKS
from tools.assets import icon_names
from tools.console import ROOT

STYLES = ROOT / "templates" / "components" / "styles.html"
SHEETS = re.findall(r'static "css/([a-z]+\.css)"', STYLES.read_text(encoding="utf-8"))
THEME = "\n".join((ROOT / "static" / "css" / name).read_text(encoding="utf-8") for name in SHEETS)
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", THEME))

PAIRS = [
    ("ink", "paper"), ("ink", "ground"), ("ink-soft", "paper"), ("ink-soft", "ground"), ("ink-soft", "brand-wash"),
    ("brand", "paper"), ("brand", "ground"), ("brand", "brand-wash"), ("brand-deep", "brand-wash"),
    ("paper", "brand"), ("paper", "brand-dark"), ("paper", "red"), ("paper", "green"),
    ("red", "paper"), ("red", "ground"), ("red", "red-wash"), ("amber", "amber-wash"), ("green", "green-wash"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("front", "back"), PAIRS)
def test_text_can_be_read(front: str, back: str) -> None:
    assert contrast(COLOURS[front], COLOURS[back]) >= 4.5


def test_borders_of_inputs_can_be_seen() -> None:
    assert contrast(COLOURS["line-strong"], COLOURS["paper"]) >= 3


def test_the_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_every_icon_that_is_drawn_is_in_the_sprite() -> None:
    named: dict[str, str] = {look.icon: "tones.py" for look in LOOKS.values() if look.icon}
    places = [
        path for app in ("portal", "cases", "experts", "alerts", "exhibitions") for path in (ROOT / app).rglob("*.py")
    ]
    for path in (*places, *(ROOT / "templates").rglob("*.*")):
        if path.suffix not in {".py", ".html", ".jinja"}:
            continue
        text = path.read_text(encoding="utf-8")
        for pattern in (
            r'\{% icon "([a-z0-9-]+)"',
            r'icon_name="([a-z0-9-]+)"',
            r'icon_name\|default:"([a-z0-9-]+)"',
            r'\{\{ icon\("([a-z0-9-]+)"',
        ):
            named |= dict.fromkeys(re.findall(pattern, text), path.relative_to(ROOT).as_posix())
    named |= {item.icon: item.route for item in (*nav.items(), *nav.menu_items())}
    named |= {door.icon: door.route for door in nav.doors()}
    missing = {name: place for name, place in named.items() if name not in icon_names()}
    assert len(named) > 30
    assert not missing


def test_every_sheet_is_loaded_once_and_the_phone_has_the_last_word() -> None:
    # The desk at a fair is an app of its own and loads its own.
    assert sorted([*SHEETS, "desk.css"]) == sorted(path.name for path in (ROOT / "static" / "css").glob("*.css"))
    assert SHEETS[0] == "theme.css"
    assert SHEETS[-1] == "phone.css"


def test_nothing_comes_from_elsewhere() -> None:
    for path in (*(ROOT / "static" / "css").glob("*.css"), *(ROOT / "static" / "js").glob("*.js")):
        assert not re.search(r"https?://|@import|//cdn", path.read_text(encoding="utf-8")), path


def test_chinese_is_set_without_slant_or_spacing() -> None:
    assert "text-autospace" in THEME
    assert not re.search(r"letter-spacing:\s*(?!0[;}])\S", THEME)
    assert not re.search(r"font-style:\s*italic", THEME)
