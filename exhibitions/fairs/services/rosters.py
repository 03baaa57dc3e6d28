"""Import a roster as its preview said, all of it or nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs.choices import MOST_EXHIBITS, MOST_PARTICIPANTS, STANDING, ParticipantState, Source
from exhibitions.fairs.models import Delegation, Exhibit, Participant
from exhibitions.fairs.roster.planning import WRITTEN, Plan, Planned, plan
from exhibitions.fairs.roster.reading import Sheet
from exhibitions.fairs.services.delegations import record
from exhibitions.fairs.services.participants import delegation_locked, tell_firm
from exhibitions.fairs.services.posts import newcomers_tell
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict

BATCH = 500


def roster_import(*, delegation: Delegation, sheet: Sheet, seen: str, sha256: str, actor: Actor) -> Plan | None:
    """Carry out a roster's plan; give it back. None, and nothing written, when it is not the one `seen` any more.

    Locks the delegation. Raises Conflict for a closed delegation, too many firms, or a sheet with faults.
    """
    now = delegation_locked(delegation)
    if sheet.faults:
        raise Conflict(_("The file has faults; nothing was imported."))
    found = plan(delegation=now, rows=sheet.rows, actor=actor)
    if found.faults or found.digest != seen:
        return None
    if not found.new and not found.changed:
        return found
    if Participant.objects.filter(delegation=now, state__in=STANDING).count() + found.new > MOST_PARTICIPANTS:
        raise Conflict(_("A delegation takes at most %(most)d firms.") % {"most": MOST_PARTICIPANTS})
    made = _create(now, [row for row in found.rows if row.verdict == "new"], actor)
    taken_in = _update([row for row in found.rows if row.verdict == "changed"], actor)
    _exhibits(found, made, actor)
    record("roster_imported", now, new=found.new, changed=found.changed, same=found.same, sha256=sha256)
    for participant in taken_in:
        tell_firm(participant)
    if made or taken_in:
        newcomers_tell(delegation=now)
    return found


def _create(delegation: Delegation, rows: list[Planned], actor: Actor) -> dict[int, Participant]:
    at = timezone.now()
    made = [
        Participant(
            delegation=delegation, center_id=delegation.center_id, source=Source.ROSTER, state=ParticipantState.CONFIRMED,
            enterprise_id=row.known.id if row.known else None, signed_up_by_id=actor.own_user_id,
            decided_by_id=actor.own_user_id, decided_at=at, is_demo=delegation.is_demo, **row.columns,
        )
        for row in rows
    ]  # fmt: skip
    Participant.objects.bulk_create(made, batch_size=BATCH)
    return {row.row.line: participant for row, participant in zip(rows, made, strict=True)}


def _update(rows: list[Planned], actor: Actor) -> list[Participant]:
    """Write what changes; return the firms that are taken in with it."""
    changed: list[Participant] = []
    taken_in: list[Participant] = []
    for row in rows:
        participant = row.participant
        assert participant is not None
        if not row.columns:
            continue
        for name, value in row.columns.items():
            setattr(participant, name, value)
        if "uscc" in row.columns:
            participant.enterprise_id = row.known.id if row.known else None
        if "state" in row.columns:
            participant.decided_by_id, participant.decided_at = actor.own_user_id, timezone.now()
            taken_in.append(participant)
        fields: Any = participant
        fields.row_version = F("row_version") + 1
        changed.append(participant)
    columns = [*WRITTEN, "enterprise", "state", "decided_by", "decided_at", "row_version"]
    Participant.objects.bulk_update(changed, columns, batch_size=BATCH)
    return taken_in


def _exhibits(found: Plan, made: dict[int, Participant], actor: Actor) -> None:
    rows: list[Exhibit] = []
    for row in found.rows:
        participant = row.participant or made.get(row.row.line)
        if participant is None:
            continue
        rows += [
            Exhibit(
                participant=participant, center_id=participant.center_id, name=name, created_by_id=actor.own_user_id
            )
            for name in row.exhibits[:MOST_EXHIBITS]
        ]
    Exhibit.objects.bulk_create(rows, batch_size=BATCH)
