"""Firms in a delegation: signed up by themselves and decided by the center, or entered by the center."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import workflow
from exhibitions.fairs.choices import MOST_PARTICIPANTS, STANDING, DelegationState, ParticipantState, Source
from exhibitions.fairs.models import Delegation, Participant
from exhibitions.fairs.services.matching import firms_known
from exhibitions.fairs.services.posts import newcomers_tell
from exhibitions.fairs.services.versions import version_match
from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import StaffRole

#: What a firm, or the center for it, may change later.
FACTS = (
    "name_en", "hall", "booth", "contact_name", "contact_phone", "contact_email", "markets", "note",
)  # fmt: skip
_BOUND = ["delegation", "center", "enterprise", "signed_up_by", "decided_by"]


def delegation_locked(delegation: Delegation) -> Delegation:
    """Lock an open delegation, which orders whoever adds to it. Raises Conflict when it is not open."""
    now = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    if now.state != DelegationState.OPEN:
        raise Conflict(_("This delegation is not open any more."))
    return now


def sign_up(*, participant: Participant, delegation: Delegation, actor: Actor) -> Participant:
    """Ask for the acting firm to be taken into a delegation. Raises Conflict when it takes no firms or has been asked."""
    firm = Enterprise.objects.get(pk=actor.own_enterprise_id)
    if delegation.state != DelegationState.OPEN or not delegation.takes_sign_ups:
        raise Conflict(_("This delegation takes no sign-ups."))
    if delegation.sign_up_until is not None and delegation.sign_up_until < timezone.localdate():
        raise Conflict(_("The time to sign up is over. Ask the center whether there is still room."))
    if Participant.objects.filter(delegation=delegation, enterprise_id=firm.pk, state__in=STANDING).exists():
        raise Conflict(_("Your firm has signed up already. You find it under “My fairs”."))
    participant.delegation = delegation
    participant.center_id = delegation.center_id
    participant.enterprise_id = firm.pk
    participant.name, participant.uscc = firm.name, firm.uscc
    participant.source, participant.state = Source.FIRM, ParticipantState.ASKED
    participant.signed_up_by_id = actor.own_user_id
    participant.full_clean(exclude=_BOUND, validate_constraints=False)
    try:
        with transaction.atomic():
            participant.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("Your firm has signed up already, or the delegation has just stopped taking firms.")
        ) from error
    record("asked", participant)
    notify(
        "fairs/asked", context={"firm": participant.name, "title": delegation.name},
        link=f"/fairs/participants/{participant.public_id}/",
        role=(StaffRole.INTAKE, StaffRole.HANDLER, StaffRole.SUPERVISOR, StaffRole.COORDINATOR),
        center_id=delegation.center_id,
    )  # fmt: skip
    return participant


def participant_add(*, participant: Participant, delegation: Delegation, actor: Actor) -> Participant:
    """Enter a firm that takes part. Raises ValidationError for one that stands there already, Conflict for a closed delegation."""
    now = delegation_locked(delegation)
    if Participant.objects.filter(delegation=now, state__in=STANDING).count() >= MOST_PARTICIPANTS:
        raise Conflict(_("A delegation takes at most %(most)d firms.") % {"most": MOST_PARTICIPANTS})
    _once(participant, now)
    participant.delegation, participant.center_id = now, now.center_id
    participant.source, participant.state = Source.STAFF, ParticipantState.CONFIRMED
    participant.signed_up_by_id = participant.decided_by_id = actor.own_user_id
    participant.decided_at = timezone.now()
    _tie(participant, actor)
    participant.full_clean(exclude=_BOUND, validate_constraints=False)
    participant.save(force_insert=True)
    record("added", participant)
    newcomers_tell(delegation=now)
    return participant


def participant_change(
    *, participant: Participant, changed: Sequence[str], actor: Actor, seen: int | None = None
) -> Participant:
    """Save the `changed` columns of a participant. Locks it. Raises ValidationError `stale`, Conflict when it may not change.

    The firm's name and code are the center's to change, and only where the firm did not sign up itself.
    """
    now = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("delegation")
        .filter(pk=participant.pk)
        .first()
    )
    if now is None or now.delegation.state != DelegationState.OPEN:
        raise Conflict(_("This delegation is not open any more."))
    version_match(now, seen)
    allowed = {*FACTS, *(("name", "uscc") if actor.kind != "enterprise" and now.source != Source.FIRM else ())}
    fields = [name for name in changed if name in allowed]
    if not fields:
        return now
    if "uscc" in fields:
        _once(participant, now.delegation)
        _tie(participant, actor)
        fields.append("enterprise")
    participant.row_version = now.row_version + 1
    participant.full_clean(exclude=_BOUND, validate_constraints=False)
    participant.save(update_fields=[*fields, "row_version"])
    record("changed", participant)
    return participant


def participant_move(*, participant: Participant, verb: str, actor: Actor, reason: str = "") -> Participant:
    """Take one step of `workflow.PARTICIPANT`. Locks the participant. Raises Conflict with why not.

    The other side is told: the firm of a decision, the center of a withdrawal.
    """
    now = (
        Participant.objects.select_for_update(of=("self",))
        .select_related("delegation__edition__fair")
        .filter(pk=participant.pk)
        .first()
    )
    if now is None:
        raise Conflict(str(workflow.GONE))
    step = workflow.participant_step(now, verb)
    if (refused := workflow.objection(step, now, actor)) is not None:
        raise Conflict(str(refused))
    assert step is not None
    if now.delegation.state != DelegationState.OPEN:
        raise Conflict(_("This delegation is not open any more."))
    if step.reason and not reason.strip():
        raise Conflict(_("Say why."))
    fields = {"state": step.target, "row_version": F("row_version") + 1}
    if step.target in {ParticipantState.CONFIRMED, ParticipantState.REFUSED}:
        double = Participant.objects.filter(
            delegation_id=now.delegation_id, uscc=now.uscc, state=ParticipantState.CONFIRMED
        ).exclude(pk=now.pk)
        if step.target == ParticipantState.CONFIRMED and now.uscc and double.exists():
            raise Conflict(
                _(
                    "The firm is in the delegation already, from a roster or entered by the center. Refuse this sign-up and say so."
                )
            )
        fields |= {"decided_by_id": actor.own_user_id, "decided_at": timezone.now(), "reason": reason.strip()}
    Participant.objects.filter(pk=now.pk).update(**fields)
    now.refresh_from_db(fields=["state", "row_version", "reason"])
    record(verb, now)
    if actor.kind != "enterprise":
        tell_firm(now)
        if step.target == ParticipantState.CONFIRMED:
            newcomers_tell(delegation=now.delegation)
    else:
        notify(
            "fairs/withdrawn", context={"firm": now.name, "title": now.delegation.name},
            link=f"/fairs/participants/{now.public_id}/",
            role=(StaffRole.INTAKE, StaffRole.HANDLER, StaffRole.SUPERVISOR, StaffRole.COORDINATOR),
            center_id=now.center_id,
        )  # fmt: skip
    return now


def tell_firm(participant: Participant) -> None:
    """Tell the firm's people what was decided; those whom row-level security shows nothing are told nothing."""
    if participant.enterprise_id is None:
        return
    told = "taken_out" if participant.state == ParticipantState.WITHDRAWN else participant.state
    notify(
        f"fairs/{told}", context={"title": participant.delegation.name, "reason": participant.reason},
        link=f"/fairs/participants/{participant.public_id}/", resolver="fair_firm",
        arguments={"participant_id": participant.pk}, center_id=participant.center_id,
    )  # fmt: skip


def _once(participant: Participant, delegation: Delegation) -> None:
    if not participant.uscc:
        return
    rows = Participant.objects.filter(delegation=delegation, uscc=participant.uscc, state__in=STANDING)
    if rows.exclude(pk=participant.pk).exists():
        raise ValidationError({"uscc": _("A firm with this code is in the delegation already, or has asked.")})


def _tie(participant: Participant, actor: Actor) -> None:
    found = firms_known(codes=[participant.uscc], actor=actor).get(participant.uscc)
    participant.enterprise_id = found.id if found else None


def record(what: str, participant: Participant) -> None:
    """Write the trail of a participant."""
    trail.record(
        f"participant.{what}", object_type="participant", object_id=participant.public_id,
        center_id=participant.center_id, payload={"title": participant.name},
    )  # fmt: skip
