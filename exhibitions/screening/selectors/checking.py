"""What a check shows: its questions, what weighs, and pages of the portal that may matter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.fields import BooleanField

from exhibitions.fairs.models import ExhibitPicture, OwnRight
from exhibitions.fairs.selectors.participants import is_picture
from exhibitions.screening.choices import FindingKind, Level
from exhibitions.screening.models import Finding, Screening
from exhibitions.screening.places import places_of
from exhibitions.screening.weighing import Asked, Reason, asked_of, level_of, reasons_of
from portal.site.search.models import SearchEntry
from portal.site.search.words import is_unspaced, needle, runs, terms

MOST_SUGGESTIONS = 8
# Words of a product's name that say nothing of it.
_PLAIN = frozenset(("with", "type", "kind", "product", "portable", "smart", "electric", "digital", "series", "model"))
_HEAD = 3
# What takes place says nothing of anybody's right.
CALENDAR = ("fair", "event")


@dataclass(frozen=True)
class Picture:
    """A check as the page shows it. `level` is worked out anew; once handed in, it is what was written down."""

    asked: list[Asked]
    findings: list[Finding]
    reasons: list[Reason]
    level: Level

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for each in self.asked if each.answer)


def picture_of(screening: Screening) -> Picture:
    """Gather a check. One query."""
    asked = asked_of(screening.items, screening.answers)
    findings = list(screening.findings.select_related("added_by").order_by("id"))
    reasons = reasons_of(asked, findings)
    return Picture(asked, findings, reasons, Level(screening.level) if screening.level else level_of(reasons))


@dataclass(frozen=True)
class Material:
    """What there is to look at: clean pictures of the exhibit, and the firm's own rights that cover it or all it shows."""

    pictures: list[ExhibitPicture]
    rights: list[OwnRight]


def material_of(screening: Screening) -> Material:
    """Gather pictures and own rights. Two queries."""
    pictures = ExhibitPicture.objects.filter(exhibit_id=screening.exhibit_id).order_by("id")
    rights = OwnRight.objects.filter(
        Q(covers__isnull=True) | Q(covers__exhibit_id=screening.exhibit_id), participant_id=screening.participant_id
    )
    return Material([row for row in pictures if is_picture(row)], list(rights.order_by("id").distinct()))


def needles_of(screening: Screening) -> list[str]:
    """Give what names an exhibit in a text: brand, model, the words of its name, the heads of its HS codes.

    Of a Chinese name the last three characters are looked for too: 可折叠电动滑板车 is a 滑板车.
    """
    exhibit = screening.exhibit
    found: dict[str, None] = {}
    for text in (exhibit.brand, exhibit.model_no):
        for whole in terms(re.sub(r"\s+", "-", text)):
            if len(whole) > 1:
                found[needle(whole)] = None
    for word in terms(exhibit.name_en):
        if len(word) > _HEAD and word not in _PLAIN:
            found[needle(word)] = None
    for run in runs(exhibit.name):
        if is_unspaced(run) and len(run) > 1:
            found[run] = None
            found[run[-_HEAD:]] = None
    for code in exhibit.hs_codes:
        found[f" {code[:4]} "] = None
    return list(found)


def suggestions(screening: Screening, added: list[Finding]) -> list[SearchEntry]:
    """Give the newest published pages on the fair's country that name the exhibit or are of the fair's industries. One query."""
    fair = screening.participant.delegation.edition.fair
    patterns = [f"%{_escape(text)}%" for text in needles_of(screening)]
    named = RawSQL('"search_searchentry"."words" like any (%s)', [patterns], output_field=BooleanField())
    wanted = Q(pk__in=[])
    if fair.industries:
        wanted |= Q(industries__overlap=fair.industries)
    rows = SearchEntry.objects.filter(countries__overlap=places_of(fair.country)).defer(
        "text_zh", "text_en", "title_words", "sounds", "words"
    )
    rows = rows.filter(Q(named) | wanted) if patterns else rows.filter(wanted)
    rows = rows.exclude(kind__in=CALENDAR)
    for finding in added:
        if finding.kind == FindingKind.PUBLISHED:
            rows = rows.exclude(kind=finding.entry_kind, key=finding.entry_key)
    return list(rows.order_by("-day", "-id")[:MOST_SUGGESTIONS])


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
