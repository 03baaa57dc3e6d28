"""Filters and times in words."""

from __future__ import annotations

from dataclasses import fields

from django.utils.translation import gettext as _

from alerts.publishing.choices import Kind, Level, Right, Tag
from alerts.publishing.filters import Wanted
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.selectors.centers import center_names
from cases.choices import IPKind
from portal.reference.countries import country_names
from portal.reference.industry import section_name
from portal.reference.text import pick


def filter_lines(wanted: Asked) -> list[tuple[str, str]]:
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
        (_("Also local items of"), comma.join(center_names(wanted.centers))),
    ]
    return [(label, words) for label, words in lines if words]


def filter_words(wanted: Asked) -> str:
    """Say what a filter asks for in one line."""
    lines = filter_lines(wanted)
    if not any(getattr(wanted, field.name) for field in fields(Wanted)):
        lines.insert(0, (_("Everything we publish"), ""))
    return pick("；", "; ").join(f"{label}{pick('：', ': ')}{words}" if words else label for label, words in lines)
