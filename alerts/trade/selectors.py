"""Reads of the collection: the list, its facets, one investigation with what is like it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func, Prefetch, Q, QuerySet
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from alerts.trade import choices
from alerts.trade.filters import condition
from alerts.trade.models import Investigation, Party

Facet = list[tuple[Any, int]]

_COLUMNS: Mapping[str, Any] = {
    "year": ExtractYear("opened_on"),
    "kind": F("kind"),
    "state": F("state"),
    "outcome": F("outcome"),
    "right": Func(F("right_kinds"), function="unnest"),
    "industry": Func(F("industries"), function="unnest"),
    "country": Func(F("respondent_countries"), function="unnest"),
    "province": Func(F("respondent_provinces"), function="unnest"),
}


def listed() -> QuerySet[Investigation]:
    """Give the investigations with their complainants, for a list."""
    complainants = Party.objects.filter(role=choices.Role.COMPLAINANT)
    return Investigation.objects.defer("raw", "record", "words").prefetch_related(
        Prefetch("party_set", complainants, to_attr="complainants")
    )


def counts(name: str, rows: QuerySet[Investigation]) -> Facet:
    """Count `rows` by the values of one filter, the most frequent first (years: the newest first). One query."""
    found = (
        rows.annotate(value=_COLUMNS[name]).values("value").annotate(number=Count("id")).values_list("value", "number")
    )
    order = (lambda pair: -pair[0]) if name == "year" else (lambda pair: (-pair[1], str(pair[0])))
    return sorted(found, key=order)


def facets(asked: Mapping[str, Any]) -> dict[str, Facet]:
    """Count, for each filter, what each of its values would give beside all the *other* filters asked for."""
    found = {}
    for name in _COLUMNS:
        rows = Investigation.objects.all()
        for other, value in asked.items():
            if other != name:
                rows = rows.filter(condition(other, value))
        found[name] = counts(name, rows)
    return found


# --- one investigation ------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """A dated step, or a date still to come."""

    day: datetime.date
    title: str
    body: str = ""


def timeline(investigation: Investigation, parties: Sequence[Party]) -> list[Event]:
    """Put every date of an investigation in order."""
    events: list[Event] = []

    def add(day: datetime.date | None, title: str, body: str = "") -> None:
        if day is not None:
            events.append(Event(day, title, body))

    add(investigation.complaint_filed, _("Complaint lodged"))
    add(investigation.instituted, _("Institution announced"), investigation.fr_citation)
    for phase in investigation.phase_set.all():
        if phase.started_on and phase.started_on != investigation.instituted:
            add(phase.started_on, _("Stage begins: %(stage)s") % {"stage": phase.name}, phase.status)
        if phase.ended_on and phase.ended_on != investigation.ended_on:
            add(phase.ended_on, _("Stage ends: %(stage)s") % {"stage": phase.name})
    for party in parties:
        add(party.disposition_on, party.name, party.disposition)
    add(investigation.target_date, _("Target date for the end"))
    add(investigation.ended_on, _("Ended"), str(choices.Outcome(investigation.outcome).label))
    return sorted(events, key=lambda event: event.day)


@dataclass(frozen=True)
class Alike:
    """Another investigation and why it is shown."""

    investigation: Investigation
    reason: str


def similar(investigation: Investigation, *, most: int = 5) -> list[Alike]:
    """Find investigations with the same firms, then with the same right and industry, the newest first. Two queries."""
    keys = Party.objects.filter(investigation=investigation).values_list("name_key", flat=True)
    shared = Q(party__name_key__in=list(keys))
    near = Q(
        right_kinds__overlap=investigation.right_kinds or [""], industries__overlap=investigation.industries or [""]
    )
    rows = (
        Investigation.objects.defer("raw", "record", "words")
        .exclude(pk=investigation.pk)
        .annotate(firms=Count("party__name_key", filter=shared, distinct=True))
        .filter(Q(firms__gt=0) | near)
        .order_by("-firms", "-opened_on", "-id")[:most]
    )
    return [Alike(row, _reason(row.firms)) for row in rows]


def _reason(firms: int) -> str:
    if firms:
        return _("%(number)s same parties") % {"number": firms} if firms > 1 else _("A party is the same")
    return _("Same kind of right and industry")


def collected_on() -> datetime.date | None:
    """Give the day on which a source was last read; None while the collection is empty."""
    return Investigation.objects.order_by("-recorded_on").values_list("recorded_on", flat=True).first()
