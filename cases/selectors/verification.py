"""What the public may ask without logging in, answered by definer functions."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import get_language

from cases.choices import PaperKind
from cases.papers.kinds import PAPER_TITLES


@dataclass(frozen=True)
class VerifiedPaper:
    """A document that was issued: never what it says, never for whom."""

    kind: str
    number: str
    content_hash: str
    sha256: str
    issued_at: datetime.datetime
    center_zh: str
    center_en: str
    is_demo: bool

    @property
    def title(self) -> str:
        """The printed title."""
        return PAPER_TITLES[PaperKind(self.kind)]

    @property
    def center(self) -> str:
        """The issuing center in the reader's language."""
        return self.center_zh if (get_language() or "zh").startswith("zh") else self.center_en


def verified_paper(number: str, digest: str) -> VerifiedPaper | None:
    """Find an issued document by number and at least 16 hex digits of its content hash."""
    with connection.cursor() as cursor:
        cursor.execute("select * from paper_verify(%s, %s)", [number, digest])
        row = cursor.fetchone()
    return VerifiedPaper(*row) if row else None
