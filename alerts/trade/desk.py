"""Reads of the desk: what waits, what was decided, and a change field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alerts.trade import choices
from alerts.trade.choices import ChangeState
from alerts.trade.intake.records import PartyRecord, PhaseRecord, Record, RightRecord
from alerts.trade.models import Change, Investigation
from portal.accounts.actors import Actor
from portal.reference.countries import country_name
from portal.reference.industry import section_name
from portal.reference.regions import division_name

#: Waiting and decided changes shown; a preview shows at most so many investigations.
MOST_CHANGES, MOST_ROWS = 20, 200


def waiting() -> list[Change]:
    """Give what waits for release, the oldest first."""
    rows = Change.objects.filter(state=ChangeState.WAITING).select_related("prepared_by").defer("records", "raws")
    return list(rows.order_by("pk")[:MOST_CHANGES])


def to_release(actor: Actor) -> int:
    """Count the changes that wait for somebody else than who prepared them. One query."""
    return Change.objects.filter(state=ChangeState.WAITING).exclude(prepared_by_id=actor.own_user_id).count()


def decided() -> list[Change]:
    """Give what was decided last, the newest first."""
    rows = Change.objects.exclude(state=ChangeState.WAITING).select_related("prepared_by", "decided_by")
    return list(rows.defer("records", "raws").order_by("-pk")[:5])


def collection(words: str) -> QuerySet[Investigation]:
    """Give the collection, narrowed to a number, title or firm."""
    rows = Investigation.objects.defer("raw", "record")
    return rows.filter(words__contains=words.strip().casefold()[:80]) if words.strip() else rows


@dataclass(frozen=True)
class Field:
    """One field that a change writes: before ("" for a new investigation) and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One investigation of a change."""

    number: str
    title: str
    is_new: bool
    fields: list[Field]


def rows_of(change: Change) -> list[Row]:
    """Put a change into words, the first MOST_ROWS investigations of it. One query."""
    records = [Record.model_validate(record) for record in change.records[:MOST_ROWS]]
    known = dict(
        Investigation.objects.filter(number__in=[record.number for record in records]).values_list("number", "record")
    )
    rows = []
    for record in records:
        fields = change.summary.get("changed", {}).get(record.number)
        # Once it is released, what stood before is gone; the names of the fields stay.
        waits = change.state == ChangeState.WAITING
        before = Record.model_validate(known[record.number]) if fields and waits and record.number in known else None
        # Of a new one everything that goes out is looked at.
        named = fields or [name for name in _LABELS if getattr(record, name) not in ("", None, [], False)]
        shown = [
            Field(field_label(name), words(before, name) if before else "", words(record, name))
            for name in named
            if name in _LABELS
        ]
        rows.append(Row(record.number, record.title_zh or record.title_en, fields is None, shown))
    return rows


_LABELS = {
    "kind": lambda: _("Kind of investigation"),
    "title_en": lambda: _("Title in English"),
    "title_zh": lambda: _("Title in Chinese"),
    "title_zh_ours": lambda: _("The Chinese title is our translation"),
    "state": lambda: _("State of the proceedings"),
    "outcome": lambda: _("Outcome"),
    "complaint_filed": lambda: _("Complaint lodged"),
    "instituted": lambda: _("Institution announced"),
    "target_date": lambda: _("Target date for the end"),
    "ended_on": lambda: _("Ended on"),
    "fr_citation": lambda: _("Federal Register"),
    "docket_number": lambda: _("Docket number"),
    "unfair_act": lambda: _("Unfair act"),
    "hts": lambda: _("Tariff numbers (HTS)"),
    "remedies_asked": lambda: _("Remedies asked for"),
    "remedies_ordered": lambda: _("Remedies ordered"),
    "industries": lambda: _("Industries"),
    "parties": lambda: _("Parties"),
    "parties_complete": lambda: _("The list of parties is complete"),
    "rights": lambda: _("Rights asserted"),
    "phases": lambda: _("Stages"),
    "note_zh": lambda: _("Note in Chinese"),
    "note_en": lambda: _("Note in English"),
    "source_title": lambda: _("Source"),
    "source_url": lambda: _("Address of the source"),
}
_CHOICES: dict[str, Any] = {
    "kind": choices.Kind,
    "state": choices.State,
    "outcome": choices.Outcome,
    "remedies_asked": choices.Remedy,
    "remedies_ordered": choices.Remedy,
}


def field_label(name: str) -> str:
    """Name a field of a record."""
    return _LABELS[name]()


def words(record: Record, name: str) -> str:
    """Write one field of a record for people; "" when it is empty."""
    value = getattr(record, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "\n".join(_one(name, each) for each in value)
    return "" if value is None else _one(name, value)


def _one(name: str, value: Any) -> str:
    if isinstance(value, PartyRecord):
        place = (
            division_name(value.province) if value.province else country_name(value.country) if value.country else ""
        )
        parts = [choices.Role(value.role).label, value.name, place, value.disposition]
        return " · ".join(str(part) for part in parts if part)
    if isinstance(value, RightRecord):
        return " ".join(str(part) for part in (choices.RightKind(value.kind).label, value.number) if part)
    if isinstance(value, PhaseRecord):
        return " · ".join(str(part) for part in (value.name, value.started_on, value.status) if part)
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "industries":
        return f"{value} {section_name(value)}"
    return str(value)
