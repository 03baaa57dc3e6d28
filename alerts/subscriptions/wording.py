"""Filters and times in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alerts.publishing.choices import Kind, Level, Right, Tag
from alerts.publishing.filters import Wanted
from cases.choices import IPKind
from portal.reference.countries import country_names
from portal.reference.industry import section_name
from portal.reference.text import pick


def filter_lines(wanted: Wanted) -> list[tuple[str, str]]:
    """Say what a filter asks for, one line per condition; no line when it asks for everything."""
    comma = pick("、", ", ")
    lines = [
        (_("Kinds"), comma.join(str(Kind(code).label) for code in wanted.kinds)),
        (_("Markets"), country_names(wanted.countries)),
        (_("Rights"), comma.join(str(IPKind(code).label) for code in wanted.ip_kinds)),
        (_("Industries"), comma.join(section_name(code) for code in wanted.industries)),
        (_("Firms"), comma.join(str(Tag(code).label) for code in wanted.tags)),
        (_("Typical cases about"), comma.join(str(Right(code).label) for code in wanted.rights)),
        (_("Alerts of this level and above"), str(Level(wanted.level).label) if wanted.level else ""),
    ]
    return [(label, words) for label, words in lines if words]


def filter_words(wanted: Wanted) -> str:
    """Say what a filter asks for in one line."""
    lines = filter_lines(wanted)
    if not lines:
        return _("Everything we publish")
    return pick("；", "; ").join(f"{label}{pick('：', ': ')}{words}" for label, words in lines)
