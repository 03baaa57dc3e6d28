"""What a device holds of a delegation: the roster and its kin as a whole when it changed, incidents by what is new.

Whatever is not in the part that comes as a whole is gone: a firm that withdrew, an exhibit taken out, a contact removed.
Incidents are never deleted. Every part costs one query, whatever its size.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from exhibitions.desk.access import current_delegations
from exhibitions.desk.models import Clash, HandOver, Incident, IncidentEntry, IncidentFile, Shift
from exhibitions.desk.wire import clash_wire, incident_wire, moment
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Delegation, Exhibit, ExhibitPicture, FairContact, OwnRight, Participant, RightCover
from portal.accounts.actors import Actor
from portal.reference.phones import phone_abroad
from portal.reference.trade_codes import format_hs_code

# A row that commits late bears a time from before; no transaction of a request is older than a minute (rls.ROLE_SETTINGS).
OVERLAP = timedelta(seconds=120)


def delegations_wire(actor: Actor) -> list[dict[str, Any]]:
    """List the delegations that a device may hold."""
    return [_delegation(row) for row in current_delegations(actor).select_related("edition__fair")]


def _delegation(row: Delegation) -> dict[str, Any]:
    edition, fair = row.edition, row.edition.fair
    return {
        "id": str(row.public_id), "name": row.name, "fair_zh": fair.name_zh, "fair_en": fair.name_en,
        "venue_zh": fair.venue_zh, "venue_en": fair.venue_en, "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(), "time_zone": fair.time_zone, "language": fair.language,
        "opening_hours": edition.opening_hours, "desk_place": row.desk_place, "contact_name": row.contact_name,
        "contact_phone": phone_abroad(row.contact_phone), "rules_zh": fair.rules_zh, "rules_en": fair.rules_en, "is_demo": row.is_demo,
        "halls": edition.halls,
    }  # fmt: skip


def pack(delegation: Delegation, *, since: datetime | None, have: str) -> dict[str, Any]:
    """Give what is new for a device: since the time that the last pack named, and the master data unless it `have` them.

    `have` is the digest of the master data that the device holds.
    """
    now = timezone.now()
    master = _master(delegation)
    digest = hashlib.sha256(json.dumps(master, sort_keys=True).encode()).hexdigest()
    return {
        "until": moment(now), "digest": digest, "master": None if have == digest else master,
        **_happened(delegation, since - OVERLAP if since else None),
    }  # fmt: skip


def _master(delegation: Delegation) -> dict[str, Any]:
    of_confirmed = {"participant__delegation": delegation, "participant__state": ParticipantState.CONFIRMED}
    firms = Participant.objects.filter(delegation=delegation, state=ParticipantState.CONFIRMED).order_by(
        "hall", "booth", "id"
    )
    exhibits = Exhibit.objects.filter(**of_confirmed, taken_out_at__isnull=True).order_by("participant_id", "id")
    rights = OwnRight.objects.filter(**of_confirmed).order_by("participant_id", "id")
    covers: dict[int, list[str]] = {}
    for right, exhibit in RightCover.objects.filter(**of_confirmed).values_list("right_id", "exhibit__public_id"):
        covers.setdefault(right, []).append(str(exhibit))
    pictures: dict[int, list[str]] = {}
    for shown, alt in ExhibitPicture.objects.filter(**of_confirmed).order_by("id").values_list("exhibit_id", "alt"):
        pictures.setdefault(shown, []).append(alt)
    edition = delegation.edition
    contacts = FairContact.objects.filter(
        Q(edition__isnull=True) | Q(edition=edition), Q(is_public=True) | Q(center_id=delegation.center_id),
        fair_id=edition.fair_id,
    ).order_by("kind", "id")  # fmt: skip
    shifts = Shift.objects.filter(delegation=delegation).order_by("starts_at", "id")
    return {
        "delegation": _delegation(delegation),
        "firms": [
            {**row, "contact_phone": phone_abroad(row["contact_phone"])}
            for row in _rows(
                firms, "name", "name_en", "hall", "booth", "contact_name", "contact_phone", "contact_email", "markets"
            )
        ],
        "exhibits": [
            {
                "id": str(row.public_id), "firm": str(row.participant.public_id), "name": row.name, "name_en": row.name_en,
                "brand": row.brand, "model_no": row.model_no, "description": row.description, "is_new": row.is_new,
                "hs_codes": list(map(format_hs_code, row.hs_codes)), "markets": row.markets, "pictures": pictures.get(row.pk, []),
            }
            for row in exhibits.select_related("participant")
        ],
        "rights": [
            {
                "id": str(row.public_id), "firm": str(row.participant.public_id), "kind": row.kind, "number": row.number,
                "title": row.title, "country": row.country, "owner": row.owner, "state": row.state,
                "expires_on": row.expires_on.isoformat() if row.expires_on else "",
                "exhibits": sorted(covers.get(row.pk, [])),
            }
            for row in rights.select_related("participant")
        ],
        "contacts": _rows(
            contacts, "kind", "name_zh", "name_local", "person", "phone", "email", "address", "hours", "languages", "note"
        ),
        "shifts": [
            {
                "id": str(row["public_id"]), "who": row["user__name"], "phone": row["phone"], "note": row["note"],
                "starts_at": moment(row["starts_at"]), "ends_at": moment(row["ends_at"]),
            }
            for row in shifts.values("public_id", "user__name", "phone", "note", "starts_at", "ends_at")
        ],
    }  # fmt: skip


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [{"id": str(row.pop("public_id")), **row} for row in rows.values("public_id", *names)]


def _happened(delegation: Delegation, since: datetime | None) -> dict[str, Any]:
    incidents = Incident.objects.filter(delegation=delegation).annotate(
        by_name=F("by__name"), case_key=F("case__public_id")
    )
    below = {"incident__delegation": delegation}
    entries, files = IncidentEntry.objects.filter(**below), IncidentFile.objects.filter(**below)
    clashes = Clash.objects.filter(**below).annotate(by_name=F("by__name"), incident_key=F("incident__public_id"))
    handovers = HandOver.objects.filter(delegation=delegation)
    if since is not None:
        incidents = incidents.filter(changed_at__gte=since)
        entries = entries.filter(created_at__gte=since)
        files = files.filter(changed_at__gte=since)
        clashes = clashes.filter(Q(created_at__gte=since) | Q(settled_at__gte=since))
        handovers = handovers.filter(Q(created_at__gte=since) | Q(taken_at__gte=since))
    shown = incidents.select_related("delegation", "participant", "exhibit").order_by("id")
    return {
        "incidents": [incident_wire(row, by=row.by_name or "", case=row.case_key) for row in shown],
        "entries": _entries(entries),
        "files": _files(files),
        "conflicts": [clash_wire(row, incident=row.incident_key, by=row.by_name or "") for row in clashes.order_by("id")],
        "handovers": [
            {
                "id": str(row["public_id"]), "notes": row["notes"], "by": row["by__name"] or "",
                "recorded_at": moment(row["recorded_at"]), "taken_by": row["taken_by__name"] or "",
                "taken_at": moment(row["taken_at"]),
            }
            for row in handovers.order_by("id").values(
                "public_id", "notes", "by__name", "recorded_at", "taken_by__name", "taken_at"
            )
        ],
    }  # fmt: skip


def _entries(rows: QuerySet[IncidentEntry]) -> list[dict[str, Any]]:
    return [
        {
            "id": str(row["public_id"]), "incident": str(row["incident__public_id"]), "kind": row["kind"],
            "who": row["who"], "text": row["text"], "at": moment(row["at"]), "is_internal": row["is_internal"],
            "by": row["by__name"] or "",
        }
        for row in rows.order_by("id").values(
            "public_id", "incident__public_id", "kind", "who", "text", "at", "is_internal", "by__name"
        )
    ]  # fmt: skip


def _files(rows: Iterable[IncidentFile]) -> list[dict[str, Any]]:
    assert isinstance(rows, QuerySet)
    return [
        {
            "id": str(row.public_id), "incident": str(row.incident.public_id), "kind": row.kind, "name": row.name,
            "caption": row.caption, "size": row.size, "state": row.state, "reason": row.reason_in_words,
            "taken_at": moment(row.taken_at),
        }
        for row in rows.select_related("incident").order_by("id")
    ]  # fmt: skip
