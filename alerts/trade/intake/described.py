"""The portal's own form of a file, told to those who write one: its fields in words, and a file to begin from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from alerts.trade import choices
from alerts.trade.intake.records import PartyRecord, PhaseRecord, Record, RightRecord

FILE = Path(__file__).parent.parent / "data" / "investigations.json"
# What stands once at the head of the file and holds for all its items.
_HEAD = ("authority", "recorded_on")

_DAY = _("a day, written 2026-11-23")
_YES = "true, false"
#: Name → meaning, and what may be written: the values of a list of choices, or words.
_FIELDS: dict[type[BaseModel], dict[str, tuple[Promise, type[models.TextChoices] | Promise | str]]] = {
    Record: {
        "authority": (_("Authority; may stand once at the head of the file"), choices.Authority),
        "recorded_on": (_("Day on which the source was read; may stand once at the head of the file"), _DAY),
        "number": (_("Number of the investigation; with the authority it tells one from another"), ""),
        "kind": (_("Kind of investigation"), choices.Kind),
        "title_en": (_("Title in English; this or the Chinese one is required"), ""),
        "title_zh": (_("Title in Chinese"), ""),
        "title_zh_ours": (_("The Chinese title is our translation, not the source's"), _YES),
        "state": (_("State of the proceedings"), choices.State),
        "outcome": (_("Outcome"), choices.Outcome),
        "complaint_filed": (_("Day of the complaint; this or the day of institution is required"), _DAY),
        "instituted": (_("Day of institution"), _DAY),
        "target_date": (_("Target date"), _DAY),
        "ended_on": (_("Ended on"), _DAY),
        "fr_citation": (_("Citation in the Federal Register"), ""),
        "docket_number": (_("Docket number"), ""),
        "unfair_act": (_("Unfair act, in the source's words"), ""),
        "hts": (_("HTS codes, as a list"), ""),
        "remedies_asked": (_("Remedies asked for, as a list"), choices.Remedy),
        "remedies_ordered": (_("Remedies ordered, as a list"), choices.Remedy),
        "industries": (_("Industries, as a list"), _("letters of the sections of GB/T 4754, for example C")),
        "parties": (_("Parties, as a list; their fields stand below"), ""),
        "parties_complete": (_("All parties are named"), _YES),
        "rights": (_("Asserted rights, as a list; their fields stand below"), ""),
        "phases": (_("Stages, as a list; their fields stand below"), ""),
        "note_zh": (_("Note in Chinese"), ""),
        "note_en": (_("Note in English"), ""),
        "source_title": (_("Source"), ""),
        "source_url": (_("Address of the source"), "https://…"),
    },
    PartyRecord: {
        "role": (_("Side of the party"), choices.Role),
        "name": (_("Name as the source prints it"), ""),
        "country": (_("Country (region)"), _("a code such as CN, or the name")),
        "place": (_("Place as the source prints it"), ""),
        "province": (_("Province in China; empty: read from the place"), _("six digits of GB/T 2260, for example 330000")),
        "disposition": (_("How it ended for this party"), ""),
        "disposition_on": (_("Day on which it ended for this party"), _DAY),
    },
    RightRecord: {
        "kind": (_("Kind of right"), choices.RightKind),
        "number": (_("Number of the right"), ""),
        "expires_on": (_("Day on which it expires"), _DAY),
    },
    PhaseRecord: {
        "name": (_("Name of the stage"), ""),
        "number": (_("Number of the stage"), _("a whole number from 1")),
        "status": (_("State of the stage, in the source's words"), ""),
        "started_on": (_("Day on which it began"), _DAY),
        "ended_on": (_("Day on which it ended"), _DAY),
    },
}  # fmt: skip
_TITLES = {
    Record: _("An investigation"), PartyRecord: _("A party (parties)"), RightRecord: _("A right (rights)"),
    PhaseRecord: _("A stage (phases)"),
}  # fmt: skip


@dataclass(frozen=True)
class Described:
    """One field of the file: `values` are (code, words), `hint` says what else may be written."""

    name: str
    label: Promise
    required: bool
    values: list[tuple[str, str]]
    hint: Promise | str


def described() -> list[tuple[Promise, list[Described]]]:
    """Give the fields of an investigation and of what hangs on it, under their titles."""
    return [
        (_TITLES[record], [_described(record, name, *told) for name, told in fields.items()])
        for record, fields in _FIELDS.items()
    ]


def _described(
    record: type[BaseModel], name: str, label: Promise, may: type[models.TextChoices] | Promise | str
) -> Described:
    required = record.model_fields[name].is_required()
    if isinstance(may, type):
        return Described(name, label, required, [(code, str(words)) for code, words in may.choices], "")
    return Described(name, label, required, [], may)


def sample() -> bytes:
    """Give a whole file with one investigation, taken from those that the portal comes with."""
    document: dict[str, Any] = json.loads(FILE.read_bytes())
    kept = {"format": document["format"], **{name: document[name] for name in _HEAD}, "items": document["items"][:1]}
    return json.dumps(kept, ensure_ascii=False, indent=2).encode()
