"""Open a center's delegation to a fair, change it, close it, call it off."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import workflow
from exhibitions.fairs.choices import STANDING, DelegationState, PostKind, PostState
from exhibitions.fairs.models import Delegation, FairEdition, Participant
from exhibitions.fairs.services.showing import TAG
from exhibitions.fairs.services.versions import version_match
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.site import pagecache


def delegation_open(*, delegation: Delegation, edition: FairEdition, actor: Actor) -> Delegation:
    """Open the acting center's delegation to an edition. Raises Conflict for one that is over, called off or not confirmed."""
    if edition.confirmed_at is None or edition.fair.confirmed_at is None:
        raise Conflict(_("The nation has not confirmed this fair yet. A delegation can be opened once it has."))
    if edition.cancelled_on is not None:
        raise Conflict(_("This fair has been called off."))
    if Delegation.objects.filter(edition=edition, center_id=actor.own_center_id).exclude(
        state=DelegationState.CANCELLED
    ).exists():  # fmt: skip
        raise Conflict(_("Your center has a delegation to this fair already."))
    delegation.edition = edition
    delegation.center_id = actor.own_center_id
    delegation.created_by_id = actor.own_user_id
    _check(delegation)
    try:
        with transaction.atomic():
            delegation.save()
    except IntegrityError as error:
        # A colleague opened it in the same moment.
        raise Conflict(_("Your center has a delegation to this fair already.")) from error
    pagecache.touch(TAG)
    record("opened", delegation)
    return delegation


def delegation_change(*, delegation: Delegation, actor: Actor, seen: int | None = None) -> Delegation:
    """Save a changed delegation. Locks it. Raises ValidationError `stale`, Conflict for one that is called off."""
    now = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    if now.state == DelegationState.CANCELLED:
        raise Conflict(_("This delegation has been called off."))
    version_match(now, seen)
    _check(delegation)
    delegation.row_version = now.row_version + 1
    delegation.save()
    pagecache.touch(TAG)
    record("changed", delegation)
    return delegation


def delegation_move(*, delegation: Delegation, verb: str, actor: Actor) -> Delegation:
    """Close, open again or call off. Locks the delegation.

    Closing ends the duties of experts, who see its firms no more; calling off ends all duties and tells the firms.
    """
    now = Delegation.objects.select_for_update(of=("self",)).select_related("edition__fair").get(pk=delegation.pk)
    step = workflow.delegation_step(now, verb)
    if step is None:
        raise Conflict(str(workflow.GONE))
    if step.target != DelegationState.OPEN:
        # Before the delegation moves: fairs_duty_guard wants it so.
        ending = now.posts.filter(state__in=[PostState.PROPOSED, PostState.ACTIVE])
        if step.target == DelegationState.CLOSED:
            ending = ending.filter(kind=PostKind.EXPERT)
        ending.update(state=PostState.ENDED, ended_at=timezone.now())
    now.state = step.target
    now.row_version += 1
    now.save(update_fields=["state", "row_version"])
    if step.target == DelegationState.CANCELLED:
        standing = Participant.objects.filter(delegation=now, state__in=STANDING, enterprise__isnull=False)
        for participant in standing.order_by("pk"):
            notify(
                "fairs/called_off", context={"title": now.name}, link=f"/fairs/participants/{participant.public_id}/",
                resolver="fair_firm", arguments={"participant_id": participant.pk}, center_id=now.center_id,
            )  # fmt: skip
    pagecache.touch(TAG)
    record(verb, now)
    return now


def _check(delegation: Delegation) -> None:
    if delegation.sign_up_until and delegation.sign_up_until > delegation.edition.ends_on:
        raise ValidationError({"sign_up_until": _("The fair is over by then.")})
    delegation.full_clean(exclude=["edition", "center", "created_by"], validate_constraints=False)


def record(what: str, delegation: Delegation, **facts: object) -> None:
    """Write the trail of a delegation."""
    trail.record(
        f"delegation.{what}", object_type="delegation", object_id=delegation.public_id, center_id=delegation.center_id,
        payload={"title": delegation.name, **facts},
    )  # fmt: skip
