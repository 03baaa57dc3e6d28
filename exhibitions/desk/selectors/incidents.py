"""Incidents for the pages: narrowed for the list, gathered for one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from exhibitions.desk.choices import ClashState, IncidentKind, IncidentState
from exhibitions.desk.models import Clash, Incident, IncidentEntry, IncidentFile
from exhibitions.desk.wire import STATE
from exhibitions.fairs.models import Exhibit, Participant
from portal.accounts.actors import Actor
from portal.site.marks import table_time

CODES: Mapping[str, Any] = {"kind": IncidentKind, STATE: IncidentState}


def filtered(
    rows: QuerySet[Incident],
    *,
    state: str = "",
    kind: str = "",
    grave: bool = False,
    clash: bool = False,
    delegation: UUID | None = None,
    firm: UUID | None = None,
) -> QuerySet[Incident]:
    """Narrow incidents for a list, with what its rows show."""
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if grave:
        rows = rows.filter(is_grave=True)
    if delegation:
        rows = rows.filter(delegation__public_id=delegation)
    if firm:
        rows = rows.filter(participant__public_id=firm)
    if clash:
        rows = rows.filter(Exists(Clash.objects.filter(incident=OuterRef("pk"), state=ClashState.OPEN)))
    return rows.select_related("delegation__edition__fair", "participant", "center")


def log_of(incident: Incident) -> list[IncidentEntry]:
    """List the lines of an incident's log, the oldest first, with the name of who wrote each (`by_name`)."""
    return list(incident.entries.annotate(by_name=F("by__name")).order_by("at", "id"))


def files_of(incident: Incident, actor: Actor) -> list[IncidentFile]:
    """List an incident's files for staff and experts; a firm sees none of them."""
    return [] if actor.kind == "enterprise" else list(incident.files.order_by("taken_at", "id"))


def open_clashes(incident: Incident, actor: Actor) -> list[Clash]:
    """List the open conflicts of an incident, with the name of who wrote each."""
    if actor.kind == "enterprise":
        return []
    rows = incident.clashes.filter(state=ClashState.OPEN)
    return list(rows.annotate(by_name=F("by__name")).order_by("id"))


def clashes_to_decide(actor: Actor) -> int:
    """Count the open conflicts of the acting center's incidents."""
    return Clash.objects.filter(center_id=actor.own_center_id, state=ClashState.OPEN).count()


def readable(name: str, value: Any) -> str:
    """Give a value of a field, as it is written in JSON, for people."""
    if value in ("", None):
        return _("(nothing)")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in CODES:
        return str(dict(CODES[name].choices).get(value, value))
    if name in {"participant", "exhibit"}:
        model: Any = Participant if name == "participant" else Exhibit
        found = model.objects.filter(public_id=_uuid(value)).values_list("name", flat=True).first()
        return str(found or value)
    if name.endswith("_at"):
        at: datetime | None = parse_datetime(str(value))
        return table_time(at) if at else str(value)
    return str(value)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
