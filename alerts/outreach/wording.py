"""What an entry of the list of recipients asks for, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alerts.outreach.models import Recipient
from alerts.publishing.choices import Kind, Level, Right, Tag
from cases.choices import IPKind
from portal.reference.countries import country_name
from portal.reference.industry import section_name
from portal.reference.text import pick


def wanted_lines(entry: Recipient) -> list[tuple[str, str]]:
    """Say what is wanted, one line per kind of condition; one line “everything” without any."""
    found: list[tuple[str, Sequence[str]]] = [
        (_("Kinds"), [str(Kind(code).label) for code in entry.kinds]),
        (_("Markets"), [country_name(code) for code in entry.countries]),
        (_("Industries"), [section_name(code) for code in entry.industries]),
        (_("Rights"), [str(IPKind(code).label) for code in entry.ip_kinds]),
        (_("Kinds of firms"), [str(Tag(code).label) for code in entry.tags]),
        (_("Subjects of typical cases"), [str(Right(code).label) for code in entry.rights]),
        (_("Alerts of at least"), [str(Level(entry.level).label)] if entry.level else []),
    ]
    lines = [(label, pick("、", ", ").join(words)) for label, words in found if words]
    return lines or [(_("Wants"), _("everything that is published for the whole country"))]
