"""Plan campaigns, note what was done and how many were reached, and have the home page show them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.outreach import workflow
from alerts.outreach.choices import CampaignState, CampaignVerb, EndReason, Standing
from alerts.outreach.models import Campaign, Feature, Figure, PlanItem
from alerts.outreach.services.standing import end_released, standing_move
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.site import pagecache
from portal.tenancy.models import StaffRole

TAG = "outreach"


def _lock(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)


def campaign_keep(*, campaign: Campaign, actor: Actor) -> Campaign:
    """Save a new or changed campaign; its state is another matter (campaign_move)."""
    new = campaign._state.adding
    if new:
        campaign.center_id = actor.own_center_id
        campaign.created_by_id = actor.user_id
    campaign.full_clean(exclude=["center", "created_by"])
    campaign.save()
    _record("added" if new else "changed", campaign)
    return campaign


def campaign_move(*, campaign: Campaign, verb: str, actor: Actor) -> Campaign:
    """Take one step of `workflow.MOVES`; what the home page shows of a campaign ends with it. Raises Conflict."""
    now = _lock(campaign)
    move = next((each for each in workflow.moves_of(now, actor) if each.verb == verb), None)
    if move is None:
        raise Conflict(_("This step is not possible now. Look at the present state, then decide again."))
    if move.verb == CampaignVerb.END and end_released(Feature.objects.filter(campaign=now), EndReason.CAMPAIGN):
        pagecache.touch(TAG)
    now.state = move.target
    now.save(update_fields=["state"])
    _record(move.verb, now)
    return now


def item_keep(*, campaign: Campaign, item: PlanItem, actor: Actor) -> PlanItem:
    """Save a plan item of the acting center; its first one joins the campaign. Raises Conflict once it is over."""
    now = _open(campaign)
    item.campaign = now
    if item._state.adding:
        item.center_id = actor.own_center_id
    item.full_clean(exclude=["campaign", "center"])
    item.save()
    _record("plan_changed", now)
    return item


def item_remove(*, campaign: Campaign, item: PlanItem, actor: Actor) -> None:
    """Take a plan item out. Raises Conflict once the campaign is over."""
    now = _open(campaign)
    PlanItem.objects.filter(pk=item.pk).delete()
    _record("plan_changed", now)


def _open(campaign: Campaign) -> Campaign:
    # Centers may not lock the nation's row, and need not: a plan item too many does no harm.
    now = Campaign.objects.get(pk=campaign.pk)
    if now.state == CampaignState.ENDED:
        raise Conflict(_("The campaign is over; its plan stays as it is. Figures can still be entered."))
    return now


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure as it is written."""

    channel: str
    day: datetime.date
    reached: int
    counted_by: str


def figures_write(*, campaign: Campaign, entries: Sequence[Entry], actor: Actor, how: str = "form") -> int:
    """Write figures of the acting center; one of the same channel and day is replaced. Return how many are new or other.

    All of them or, on any error, none.
    """
    center = actor.own_center_id
    standing = {
        (row.channel, row.day): (row.reached, row.counted_by)
        for row in Figure.objects.filter(campaign=campaign, center_id=center)
    }
    changed = [each for each in entries if standing.get((each.channel, each.day)) != (each.reached, each.counted_by)]
    rows = [
        Figure(
            campaign=campaign, center_id=center, channel=each.channel, day=each.day, reached=each.reached,
            counted_by=each.counted_by, entered_by_id=actor.user_id,
        )
        for each in changed
    ]  # fmt: skip
    Figure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["campaign", "center", "channel", "day"],
        update_fields=["reached", "counted_by", "entered_by", "entered_at"],
    )
    if changed:
        _record("figures_written", campaign, count=len(changed), how=how)
    return len(changed)


def figure_remove(*, campaign: Campaign, figure: Figure, actor: Actor) -> None:
    """Take a figure out."""
    Figure.objects.filter(pk=figure.pk, center_id=actor.own_center_id).delete()
    _record("figures_written", campaign, count=1, how="removed")


def feature_prepare(
    *, campaign: Campaign, words: dict[str, str], editions: Sequence[UUID], days: tuple[datetime.date, datetime.date],
    actor: Actor,
) -> Feature:  # fmt: skip
    """Prepare what the public home shows of a campaign, to be released by somebody else. Raises Conflict while one waits."""
    now = _lock(campaign)
    if now.state == CampaignState.ENDED:
        raise Conflict(_("The campaign is over."))
    if Feature.objects.filter(campaign=now, state=Standing.PREPARED).exists():
        raise Conflict(_("Something prepared for this campaign waits for release already."))
    feature = Feature(
        campaign=now, prepared_by_id=actor.own_user_id, editions=list(editions), shows_from=days[0], shows_until=days[1],
        **words,
    )  # fmt: skip
    feature.full_clean(exclude=["campaign", "prepared_by", "decided_by"], validate_constraints=False)
    feature.save()
    _record("feature_prepared", now)
    notify(
        "outreach/feature", context={"title": {"zh": now.title_zh, "en": now.title_en}},
        link=f"/editorial/outreach/campaigns/{now.public_id}/", role=StaffRole.REVIEWER, center_id=actor.own_center_id,
    )  # fmt: skip
    return feature


@transaction.atomic
def feature_move(*, feature: Feature, verb: str, actor: Actor, reason: str = "") -> Feature:
    """Release, refuse, withdraw or end what the home page shows; releasing ends the earlier one. Raises Conflict."""
    campaign = _lock(feature.campaign)
    if verb == "release":
        if campaign.state != CampaignState.RUNNING:
            raise Conflict(_("The home page shows a campaign while it runs. Start it first."))
        end_released(Feature.objects.filter(campaign=campaign).exclude(pk=feature.pk), EndReason.REPLACED)
    after = standing_move(thing=feature, verb=verb, actor=actor, reason=reason)
    pagecache.touch(TAG)
    _record(f"feature_{after.state}", campaign)
    return after


def _record(what: str, campaign: Campaign, **more: object) -> None:
    trail.record(
        f"campaign.{what}", object_type="campaign", object_id=campaign.public_id,
        payload={"title": campaign.title_zh, **more},
    )  # fmt: skip
