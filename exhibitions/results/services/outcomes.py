"""Write how an incident ended, and finish it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exhibitions.desk.choices import IncidentState
from exhibitions.desk.models import Incident
from exhibitions.desk.services.incidents import incident_close, locked
from exhibitions.fairs.services.versions import version_match
from exhibitions.results.choices import Result
from exhibitions.results.models import Outcome, Sum
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

FIELDS = ("result", "agreed", "showing", "lesson", "is_proposed")


def outcome_write(
    *,
    incident: Incident,
    values: Mapping[str, Any],
    sums: Sequence[Mapping[str, Any]],
    seen: int,
    finish: bool,
    actor: Actor,
) -> Outcome:
    """Write how an incident ended, with its amounts, and finish it where `finish` says so.

    `seen` is the version that the person's form was drawn from, 0 for none. Locks the incident. Raises ValidationError
    where somebody else wrote meanwhile, or by field; Conflict for an incident that is finished.
    """
    now = locked(incident)
    if now.state == IncidentState.CLOSED:
        raise Conflict(_("The incident is finished. Open it again before you change how it ended."))
    found = Outcome.objects.filter(incident=now).first()
    version_match(found or Outcome(row_version=0), seen)
    if values["result"] == Result.CASE and now.case_id is None:
        raise ValidationError({"result": _("It is no request yet. Make it one on its page first.")})
    outcome = found or Outcome(incident=now, center_id=now.center_id)
    for name in FIELDS:
        setattr(outcome, name, values[name])
    outcome.by_id = actor.user_id
    outcome.row_version = outcome.row_version + 1 if found else 1
    outcome.save()
    Sum.objects.filter(outcome=outcome).delete()
    Sum.objects.bulk_create(Sum(outcome=outcome, center_id=now.center_id, **each) for each in sums)
    _record("outcome_written", now, result=outcome.result)
    if finish:
        incident_close(incident=now, actor=actor)
        _record("finished", now, result=outcome.result)
    return outcome


def _record(what: str, incident: Incident, **more: Any) -> None:
    trail.record(
        f"incident.{what}", object_type="incident", object_id=incident.public_id, center_id=incident.center_id,
        payload={"kind": incident.kind, **more},
    )  # fmt: skip
