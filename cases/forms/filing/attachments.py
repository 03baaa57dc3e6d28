"""Section: files that support the request."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section
from cases.models import CaseFile

SECTION = Section(
    key="attachments",
    group="help",
    title=_("Attachments"),
    why=_(
        "Letters, court papers, pictures of products, licences. Mark trade secrets as such: every reading is recorded."
    ),
    files=(CaseFile.Purpose.EVIDENCE, CaseFile.Purpose.SERVED, CaseFile.Purpose.LICENCE, CaseFile.Purpose.OTHER),
)
