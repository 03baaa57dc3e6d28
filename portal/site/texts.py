"""The standing texts of the portal and their versions.

Sign-ups record the version they were given to (`PRIVACY.version`), so a text is never changed without a new version: edit
the templates of both languages and this table together. The Chinese wording governs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Text:
    """One standing text: `version` is what consents and sign-ups record, `in_force` the day it took effect."""

    name: str
    version: str
    in_force: dt.date

    def template(self) -> str:
        """Return the template of the text's body in the reader's language."""
        language = "zh" if (get_language() or "zh").startswith("zh") else "en"
        return f"site/texts/{self.name}_{language}.html"


ABOUT = Text("about", "1", dt.date(2026, 11, 22))
PRIVACY = Text("privacy", "2", dt.date(2026, 11, 23))
TERMS = Text("terms", "1", dt.date(2026, 11, 22))
ACCESSIBILITY = Text("accessibility", "1", dt.date(2026, 11, 22))
