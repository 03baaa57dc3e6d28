"""What firms say of a fair: asked once, given once, changed until the report is released."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs.choices import DelegationState, ParticipantState
from exhibitions.fairs.models import Participant
from exhibitions.fairs.services.versions import version_match
from exhibitions.results.choices import ITEMS
from exhibitions.results.models import Feedback, Invitation
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict

FIELDS = (*ITEMS, "happened", "hindered", "wishes")
# Firms of fairs that ended so many days ago or less are asked; what the portal learns of later is not.
ASKED_WITHIN = 14
MOST_ASKED = 500


def takes_feedback(participant: Participant) -> bool:
    """Say whether a firm may speak now: after the last day of the fair, and until the report of its delegation is released."""
    with connection.cursor() as cursor:
        cursor.execute("select results_takes_feedback(%s)", [participant.pk])
        return bool(cursor.fetchone()[0])


def feedback_give(*, participant: Participant, values: Mapping[str, Any], seen: int, actor: Actor) -> Feedback:
    """Give or change a firm's feedback. `seen` is the version that the form was drawn from, 0 for none.

    Raises Conflict when it is not the time, ValidationError where a colleague wrote meanwhile.
    """
    # Two colleagues of a firm wait for each other.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('results_feedback'), %s)", [participant.pk % 2**31])
    if not takes_feedback(participant):
        raise Conflict(_("Feedback is given after the fair, until the center's report is released."))
    found = Feedback.objects.filter(participant=participant).first()
    version_match(found or Feedback(row_version=0), seen)
    row = found or Feedback(participant=participant, center_id=participant.center_id)
    for name in FIELDS:
        setattr(row, name, values[name])
    row.by_id = actor.user_id
    if found:
        row.row_version += 1
        row.save(update_fields=[*FIELDS, "by", "row_version", "changed_at"])
    else:
        row.save(force_insert=True)
    trail.record(
        "fair_feedback.given", object_type="fair_feedback", object_id=participant.public_id,
        center_id=participant.center_id, payload={},
    )  # fmt: skip
    return row


def firms_invite() -> int:
    """Ask the firms of fairs that are over for their feedback, each once; return how many. Needs the system scope."""
    today = timezone.localdate()
    rows = (
        Participant.objects.filter(
            state=ParticipantState.CONFIRMED, enterprise__isnull=False, delegation__edition__ends_on__lt=today,
            delegation__edition__ends_on__gte=today - timedelta(days=ASKED_WITHIN), feedback__isnull=True,
        )
        .exclude(delegation__state=DelegationState.CANCELLED)
        .exclude(pk__in=Invitation.objects.values("participant_id"))
        .exclude(delegation__report__state="released")
        .select_related("delegation__edition__fair")
        .order_by("id")[:MOST_ASKED]
    )  # fmt: skip
    count = 0
    for row in rows:
        Invitation.objects.create(participant=row, center_id=row.center_id)
        fair = row.delegation.edition.fair
        notify(
            "results/feedback", context={"fair": {"zh": fair.name_zh, "en": fair.name_en}, "delegation": row.delegation.name},
            link=f"/fairs-results/participants/{row.public_id}/feedback/", resolver="fair_firm",
            arguments={"participant_id": row.pk}, center_id=row.center_id,
        )  # fmt: skip
        count += 1
    return count
