"""axe-core in a browser's page, once for each shape of a page.

The same page in the other language, at another width, or once more in another test, has the same elements, classes and
names in the same places: its faults would be the same. (What a width shows and hides is in the frame of all pages, and
some of them come first on a phone.) A shape is what axe looks at without the words: tags, classes, roles and types;
which names, ids and labels are equal to each other; which elements have words at all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

AXE = Path(settings.BASE_DIR) / "static" / "build" / "axe.min.js"
_SHAPE = """() => {
  const ordinals = new Map();
  const nth = value => ordinals.get(value) ?? ordinals.set(value, ordinals.size).get(value);
  const told = new Set(["class", "type", "role", "style", "lang", "tabindex", "hidden", "disabled", "aria-hidden", "aria-expanded"]);
  const attribute = ({name, value}) => told.has(name) ? `${name}=${value}` : `${name}=${value.trim() ? nth(value) : ""}`;
  const spoken = node => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const element = one => [one.tagName, ...[...one.attributes].map(attribute), [...one.childNodes].some(spoken)].join(" ");
  return [...document.querySelectorAll("body, body *")].map(element).join("|");
}"""
_judged: set[int] = set()


def faults(page: Page) -> list[str]:
    """Give what axe finds on the page, [] where a page of this shape had no fault before."""
    shape = hash(page.evaluate(_SHAPE))
    if shape in _judged:
        return []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        f"{each['id']}: {each['help']} – {[node['html'][:160] for node in each['nodes'][:3]]}"
        for each in result["violations"]
    ]
    if not found:
        _judged.add(shape)
    return found
