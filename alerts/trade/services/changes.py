"""Prepare a change of the collection, release it by a second person, or drop it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.utils.translation import gettext as _

from alerts.trade.choices import ChangeState, Origin
from alerts.trade.intake.base import sha256_of
from alerts.trade.intake.plan import Plan, differing
from alerts.trade.intake.records import Record
from alerts.trade.models import Change, Investigation
from alerts.trade.services.writing import investigations_write
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict
from portal.site import pagecache


class Refused(ValueError):
    """A plan that may not become a change; the message says why and what to do."""


def import_prepare(*, plan: Plan, name: str, body: bytes, actor: Actor | None, forced_reason: str = "") -> Change:
    """Keep what a file would change until somebody else releases it.

    Raises Refused when rows are broken, or when too many known records are missing and no reason is given.
    """
    if plan.faults:
        raise Refused(_("The file has faults. Nothing of it is taken."))
    if plan.loses_too_much and not forced_reason:
        raise Refused(
            _("%(lost)s of %(known)s known investigations are missing from the file. If that is right, say why.")
            % {"lost": len(plan.lost), "known": plan.known}
        )
    written = [*plan.new, *plan.changed]
    numbers = {change.record.number for change in written}
    change = Change.objects.create(
        origin=plan.origin,
        name=name[:200],
        sha256=hashlib.sha256(body).hexdigest(),
        records=[change.record.model_dump(mode="json") for change in written],
        raws={number: raw for number, raw in plan.raws.items() if number in numbers},
        summary={
            "new": [each.record.number for each in plan.new],
            "changed": {each.record.number: list(each.fields) for each in plan.changed},
            "unchanged": [record.number for record in plan.unchanged],
            "lost": list(plan.lost),
            "bases": _bases(numbers),
            "recorded_on": max(
                (str(each.recorded_on) for each in [*(w.record for w in written), *plan.unchanged]), default=""
            ),
        },
        forced_reason=forced_reason,
        prepared_by_id=actor.own_user_id if actor else None,
    )
    _tell("trade.prepared", change, new=len(plan.new), changed=len(plan.changed), reason=forced_reason)
    return change


def edit_prepare(*, before: Record, after: Record, actor: Actor) -> Change:
    """Keep an editor's correction of one investigation until somebody else releases it.

    Raises Refused when nothing was changed.
    """
    fields = differing(before, after)
    if not fields:
        raise Refused(_("Nothing was changed."))
    change = Change.objects.create(
        origin=Origin.EDIT,
        name=after.number,
        records=[after.model_dump(mode="json")],
        summary={
            "new": [],
            "changed": {after.number: list(fields)},
            "unchanged": [],
            "lost": [],
            "bases": _bases([after.number]),
        },
        prepared_by_id=actor.own_user_id,
    )
    _tell("trade.prepared", change, new=0, changed=1, reason="")
    return change


def change_release(*, change: Change, actor: Actor | None) -> int:
    """Write a waiting change into the collection; return how many investigations it wrote.

    Locks the change. Raises Conflict when it waits no longer, when the actor prepared it, or when an investigation was changed
    by another release since.
    """
    change = _locked(change)
    if actor is not None and change.prepared_by_id == actor.own_user_id:
        raise Conflict(_("You prepared this yourself. Somebody else has to release it."))
    records = [Record.model_validate(record) for record in change.records]
    _still_fits(change, records)
    # The guard in the database asks for a release in this very transaction.
    Change.objects.filter(pk=change.pk).update(
        state=ChangeState.RELEASED, decided_by=actor.own_user_id if actor else None, decided_at=TransactionNow()
    )
    written = investigations_write(records=records, raws=change.raws, origin=Origin(change.origin), change_id=change.pk)
    _refresh_day(change)
    pagecache.touch("trade")
    _tell("trade.released", change, written=written)
    return written


def change_drop(*, change: Change, actor: Actor) -> None:
    """Drop a waiting change. Locks it; raises Conflict when it waits no longer."""
    change = _locked(change)
    Change.objects.filter(pk=change.pk).update(
        state=ChangeState.DROPPED, decided_by=actor.own_user_id, decided_at=TransactionNow()
    )
    _tell("trade.dropped", change)


def _locked(change: Change) -> Change:
    # The policy shows only what waits to somebody who would change it.
    found = Change.objects.select_for_update(of=("self",)).filter(pk=change.pk, state=ChangeState.WAITING).first()
    if found is None:
        raise Conflict(_("This was decided already."))
    return found


def _bases(numbers: Iterable[str]) -> dict[str, str]:
    """Give a fingerprint of what the collection says now of some investigations; the day of reading does not count."""
    rows = Investigation.objects.filter(number__in=list(numbers)).values_list("number", "record")
    return {number: sha256_of({**record, "recorded_on": None}) for number, record in rows}


def _still_fits(change: Change, records: list[Record]) -> None:
    """Refuse a change that would take back what was released after it was prepared."""
    if [record.model_dump(mode="json") for record in records] != change.records:
        raise Conflict(_("This is read otherwise now than when it was prepared. Drop it and prepare it again."))
    before, now = change.summary["bases"], _bases(record.number for record in records)
    moved = [record.number for record in records if before.get(record.number) != now.get(record.number)]
    if moved:
        raise Conflict(
            _("%(numbers)s was changed since this was prepared. Drop it and prepare it again.")
            % {"numbers": ", ".join(moved[:5])}
        )


def _refresh_day(change: Change) -> None:
    """Say of what the source repeated unchanged that it was read again."""
    day, numbers = change.summary.get("recorded_on"), change.summary.get("unchanged")
    if day and numbers:
        Investigation.objects.filter(number__in=numbers, recorded_on__lt=day).update(
            recorded_on=day, change_id=change.pk
        )


def _tell(verb: str, change: Change, **facts: Any) -> None:
    payload: Mapping[str, Any] = {"name": change.name, "origin": change.origin, **facts}
    trail.record(verb, object_type="trade_change", object_id=change.public_id, payload=payload)


def record_with(investigation: Investigation, changes: Mapping[str, Any]) -> tuple[Record, Record]:
    """Give an investigation's record and the same with fields exchanged, checked like any other."""
    before = Record.model_validate(investigation.record)
    return before, Record.model_validate({**before.model_dump(), **changes})
