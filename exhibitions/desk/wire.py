"""How records of this room are written as JSON: what the app keeps, and what it names as the value it knew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from exhibitions.desk.models import Clash, Incident

# The fields of an incident that a person may change, in the order in which they are shown.
FIELDS = (
    "kind", "is_grave", "happened_at", "participant", "exhibit", "hall", "booth", "opponent", "asserted_right", "summary",
    "next_step", "next_due_at",
)  # fmt: skip
STATE = "state"


def moment(at: datetime | None) -> str:
    """Write a time as browsers do: UTC, milliseconds; "" for none."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else ""


def value(raw: Any) -> Any:
    """Write one value of a field."""
    if raw is None:
        return ""
    if isinstance(raw, datetime):
        return moment(raw)
    return str(raw) if isinstance(raw, UUID) else raw


def incident_wire(incident: Incident, *, by: str = "", case: UUID | None = None) -> dict[str, Any]:
    """Write an incident whose `participant`, `exhibit` and `delegation` are at hand."""
    given: dict[str, Any] = {
        name: value(getattr(incident, name)) for name in FIELDS if name not in ("participant", "exhibit")
    }
    return given | {
        "id": str(incident.public_id),
        "delegation": str(incident.delegation.public_id),
        "participant": str(incident.participant.public_id) if incident.participant else "",
        "exhibit": str(incident.exhibit.public_id) if incident.exhibit else "",
        STATE: incident.state,
        "version": incident.row_version,
        "recorded_at": moment(incident.recorded_at),
        "clock_offset": incident.clock_offset,
        "by": by,
        "case": str(case) if case else "",
        # It became a request that whoever reads this does not see.
        "elsewhere": incident.case_id is not None and case is None,
    }  # fmt: skip


def clash_wire(clash: Clash, *, incident: UUID, by: str = "") -> dict[str, Any]:
    """Write a conflict for the device that shows it."""
    return {
        "id": str(clash.public_id), "incident": str(incident), "fields": clash.fields, "state": clash.state,
        "made_at": moment(clash.made_at), "by": by, "outcome": clash.outcome,
    }  # fmt: skip
