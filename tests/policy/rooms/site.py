"""The frame: home, centers' pages, the site map, share pictures, the demo's mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.policy.targets import Body

BODIES: dict[str, Body] = {
    "set_language": {"language": "en"},
    "site:switch_seat": {"seat": ""},
    "centers:edit": {"seen": 0, "palette": "teal", "tagline_zh": "一句话", "deed": "save"},
}

PLAIN: dict[str, Mapping[str, Any]] = {
    **{f"centers:{name}": {"code": "CN"} for name in ("page", "logo", "leaflet")},
    "site:sitemap_part": {"kind": "pages", "number": 1},
    "site:share": {"token": "unsigned"},
    "notices:mail": {"name": "nothing"},
    "notices:mail_body": {"name": "nothing"},
}

# The demo's pages are absent outside the demo.
ANSWERS: dict[tuple[str, str], str] = {
    ("centers:logo", "*"): "absent",
    ("site:share", "*"): "absent",
    ("notices:mailbox", "*"): "absent",
    ("notices:mail", "*"): "absent",
    ("notices:mail_body", "*"): "absent",
}
