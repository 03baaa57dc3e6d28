"""The words of an item, the same columns in a revision and in an edition."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import PARTS, Kind, Level, Part, Right, Tag
from cases.choices import IPKind
from portal.reference.countries import country_names
from portal.reference.industry import section_name
from portal.reference.text import is_chinese, pick


@dataclass(frozen=True)
class Source:
    """Where a fact can be checked."""

    title: str
    url: str
    seen_on: str


@dataclass(frozen=True)
class Section:
    """One part in the reader's language; `foreign` when only the other language has it."""

    part: Part
    text: str
    foreign: bool


class Text(models.Model):
    """Title, summary and parts in Chinese and English, whom they concern, and what only some kinds have.

    `parts` is {code: {"zh": Markdown, "en": Markdown}} with the codes of choices.PARTS; `sources` a list of
    {"title", "url", "seen_on"}. Empty audience lists mean: everybody. `happened_on` is when an alert's event, a law's
    adoption or a case's decision was; `act_by` the last day on which something can be done.
    """

    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=240, blank=True)
    summary_zh = models.CharField(_("summary in Chinese"), max_length=400, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=800, blank=True)
    parts = models.JSONField(default=dict, blank=True)
    sources = models.JSONField(default=list, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, blank=True)
    right = models.CharField(_("kind of right"), max_length=20, choices=Right.choices, blank=True)
    instrument_zh = models.CharField(_("instrument or court in Chinese"), max_length=200, blank=True)
    instrument_en = models.CharField(_("instrument or court in English"), max_length=300, blank=True)
    happened_on = models.DateField(_("day of the event"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    act_by = models.DateField(_("last day to act"), null=True, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("markets"))
    industries = ArrayField(models.CharField(max_length=1), default=list, blank=True, verbose_name=_("industries"))
    ip_kinds = ArrayField(
        models.CharField(max_length=16, choices=IPKind.choices), default=list, blank=True, verbose_name=_("rights")
    )
    tags = ArrayField(
        models.CharField(max_length=16, choices=Tag.choices), default=list, blank=True, verbose_name=_("firms")
    )
    centers = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("centers"))
    # Public ids of other items, in the order they are shown.
    related = ArrayField(models.UUIDField(), default=list, blank=True)
    # Ids of attachments; they never change, so approving the list approves what is in them.
    attachments = ArrayField(models.BigIntegerField(), default=list, blank=True)
    correction_zh = models.CharField(_("what was changed, in Chinese"), max_length=300, blank=True)
    correction_en = models.CharField(_("what was changed, in English"), max_length=600, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def constraints(prefix: str) -> list[models.BaseConstraint]:
        """Give the CHECKs both tables repeat, named after `prefix`."""
        return [
            models.CheckConstraint(name=f"{prefix}_level_known", condition=Q(level__in=["", *Level.values])),
            models.CheckConstraint(name=f"{prefix}_right_known", condition=Q(right__in=["", *Right.values])),
            models.CheckConstraint(
                name=f"{prefix}_alert_act_by",
                condition=Q(act_by__isnull=True) | Q(happened_on__isnull=True) | Q(act_by__gte=models.F("happened_on")),
            ),
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language, Chinese where the English is missing."""
        return pick(self.title_zh, self.title_en or self.title_zh)

    @property
    def summary(self) -> str:
        """The summary in the reader's language, Chinese where the English is missing."""
        return pick(self.summary_zh, self.summary_en or self.summary_zh)

    @property
    def instrument(self) -> str:
        """The instrument or court in the reader's language."""
        return pick(self.instrument_zh or self.instrument_en, self.instrument_en or self.instrument_zh)

    @property
    def correction(self) -> str:
        """What this version changed, in the reader's language."""
        return pick(self.correction_zh, self.correction_en or self.correction_zh)

    @property
    def country_labels(self) -> str:
        """Markets in words, "" for all of them."""
        return country_names(self.countries)

    @property
    def industry_labels(self) -> str:
        """Industries in words, "" for all of them."""
        return pick("、", ", ").join(section_name(code) for code in self.industries)

    @property
    def ip_kind_labels(self) -> str:
        """Rights in words, "" for all of them."""
        return pick("、", ", ").join(str(IPKind(code).label) for code in self.ip_kinds)

    @property
    def tag_labels(self) -> str:
        """Kinds of firms in words, "" for all of them."""
        return pick("、", ", ").join(str(Tag(code).label) for code in self.tags)

    def sections(self, kind: str) -> list[Section]:
        """List the parts that have words, in the reader's language, else in the other one."""
        first, second = ("zh", "en") if is_chinese() else ("en", "zh")
        found = []
        for part in PARTS[Kind(kind)]:
            words = self.parts.get(part.code, {})
            text = words.get(first, "").strip()
            other = words.get(second, "").strip()
            if text or other:
                found.append(Section(part, text or other, not text))
        return found

    def source_list(self) -> list[Source]:
        """List the sources."""
        return [Source(row["title"], row.get("url", ""), row.get("seen_on", "")) for row in self.sources]

    def words(self) -> dict[str, Any]:
        """Give every column of the text by name, to copy it into another revision or an edition."""
        return {name: getattr(self, name) for name in TEXT_COLUMNS}


TEXT_COLUMNS = tuple(field.name for field in Text._meta.local_fields)
_DATES = frozenset({"happened_on", "effective_on", "act_by"})


def words_from(values: dict[str, Any], *, only: Iterable[str] = TEXT_COLUMNS) -> dict[str, Any]:
    """Pick a text's columns out of `values`; days may be written as 2026-11-23."""
    found = {name: values[name] for name in only if name in values}
    for name in _DATES & found.keys():
        if isinstance(found[name], str):
            found[name] = datetime.date.fromisoformat(found[name]) if found[name] else None
    return found
