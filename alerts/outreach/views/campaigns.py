"""Campaigns: the list, one with its plan, its showing on the home page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.outreach import access, workflow
from alerts.outreach.choices import UNITS, CampaignState, CampaignVerb, Channel, Decision
from alerts.outreach.forms.campaigns import CampaignForm, FeatureForm, PlanItemForm
from alerts.outreach.forms.offices import ReasonForm
from alerts.outreach.models import Campaign, Feature, PlanItem
from alerts.outreach.selectors.campaigns import editions_of
from alerts.outreach.services.campaigns import (
    campaign_keep,
    campaign_move,
    feature_move,
    feature_prepare,
    item_keep,
    item_remove,
)
from alerts.outreach.views.shared import form_page, tabs
from alerts.publishing.selectors.reading import address_of
from portal.accounts.actors import Actor
from portal.keyset import Order
from portal.policy.conflict import Conflict
from portal.site.asking import page_at, take

NEWEST = Order("starts_on", descending=True)
JOINERS = frozenset({"coordinator", "editor", "intake", "handler", "supervisor"})


def listing(request: HttpRequest) -> HttpResponse:
    """List the campaigns, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "page": page_at(request, access.visible_campaigns(actor), NEWEST),
        "tabs": tabs(request, "campaigns"), "may_write": actor.has(*workflow.PREPARERS),
    }  # fmt: skip
    return render(request, "outreach/campaigns.html", context)


def way(campaign: Campaign | None = None) -> list[tuple[str, str]]:
    """Give the way back from a page of a campaign."""
    found = [(_("Campaigns"), reverse("outreach:campaigns"))]
    if campaign is not None:
        found.append((campaign.title, reverse("outreach:campaign", args=[campaign.public_id])))
    return found


def add(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    return _form(request, Campaign(), _("New campaign"), way())


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change a campaign."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    return _form(request, found, _("Change the campaign"), way(found))


def _form(request: HttpRequest, campaign: Campaign, title: str, back: list[tuple[str, str]]) -> HttpResponse:
    form = CampaignForm(request.POST if request.method == "POST" else None, instance=campaign)
    if form.is_bound and form.is_valid():
        kept = campaign_keep(campaign=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("outreach:campaign", public_id=kept.public_id)
    return form_page(request, form, title, back)


def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a campaign: its goal, its plan, what the home page shows of it."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    return _page(request, found, None, ReasonForm())


def _page(
    request: HttpRequest, found: Campaign, refused: Feature | None, form: ReasonForm, status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    national = actor.kind == "national"
    items = list(PlanItem.objects.filter(campaign=found).select_related("center").order_by("planned_on", "id"))
    features = (
        list(Feature.objects.filter(campaign=found).select_related("prepared_by").order_by("-id")[:5])
        if national
        else []
    )
    ids = [item.edition for item in items if item.edition] + [each for row in features for each in row.editions]
    editions = editions_of(ids) if ids else {}
    pages = {key: (row, address_of(row.kind, row.slug)) for key, row in editions.items()}
    context = {
        "campaign": found,
        "facts": [
            (_("Goal"), found.goal), (_("Audience"), found.audience), (_("Responsible"), found.owner),
            (_("Open to the centers"), _("Yes") if found.open_to_centers else _("No")),
        ],
        "targets": [
            (channel.label, UNITS[channel], found.targets[channel]) for channel in Channel if channel in found.targets
        ],
        "items": [(item, pages.get(item.edition)) for item in items],
        "features": [
            (row, [pages[each] for each in row.editions if each in pages], workflow.open_steps(row, actor), row == refused)
            for row in features
        ],
        "form": form, "national": national, "moves": workflow.moves_of(found, actor),
        "may_change": actor.has(*workflow.PREPARERS), "may_join": actor.has(*JOINERS),
        "is_over": found.state == CampaignState.ENDED, "own_center": actor.center_id, "crumbs": way(),
    }  # fmt: skip
    return render(request, "outreach/campaign.html", context, status=status)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Start, finish or go on with a campaign (POST)."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    campaign_move(campaign=found, verb=verb, actor=request.actor)  # type: ignore[attr-defined]
    messages.success(request, workflow.MOVE_DONE[CampaignVerb(verb)])
    return redirect("outreach:campaign", public_id=public_id)


def item_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Plan something; the first thing that a center plans joins the campaign."""
    found = _open(request, public_id)
    return _item_form(request, found, PlanItem(), _("Plan something"))


def item_change(request: HttpRequest, public_id: UUID, item: int) -> HttpResponse:
    """Change a plan item of the own center."""
    found = _open(request, public_id)
    return _item_form(request, found, access.get_own_item(request.actor, found, item), _("Change the plan"))  # type: ignore[attr-defined]


def _open(request: HttpRequest, public_id: UUID) -> Campaign:
    return access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]


def _item_form(request: HttpRequest, found: Campaign, item: PlanItem, title: str) -> HttpResponse:
    if found.state == CampaignState.ENDED:
        raise Conflict(_("The campaign is over; its plan stays as it is. Figures can still be entered."))
    form = PlanItemForm(request.POST if request.method == "POST" else None, instance=item)
    if form.is_bound and form.is_valid():
        item_keep(campaign=found, item=form.instance, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("outreach:campaign", public_id=found.public_id)
    return form_page(request, form, title, way(found))


def item_drop(request: HttpRequest, public_id: UUID, item: int) -> HttpResponse:
    """Ask (GET), then take a plan item of the own center out (POST)."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    row = access.get_own_item(request.actor, found, item)  # type: ignore[attr-defined]
    if request.method == "POST":
        item_remove(campaign=found, item=row, actor=request.actor)  # type: ignore[attr-defined]
        messages.success(request, _("Taken out."))
        return redirect("outreach:campaign", public_id=public_id)
    context = {"row": row, "back": reverse("outreach:campaign", args=[public_id]), "crumbs": way(found)}
    return render(request, "outreach/remove.html", context)


def feature_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Prepare what the home page shows of a campaign."""
    found = access.get_campaign(request.actor, public_id)  # type: ignore[attr-defined]
    if found.state == CampaignState.ENDED:
        raise Conflict(_("The campaign is over."))
    first: dict[str, Any] = {
        "title_zh": found.title_zh[:60], "title_en": found.title_en[:120], "shows_from": found.starts_on,
        "shows_until": found.ends_on,
    }  # fmt: skip
    form = FeatureForm(request.POST if request.method == "POST" else None, campaign=found, initial=first)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            feature_prepare(
                campaign=found, words=dict(form.words()), editions=given["pages"],
                days=(given["shows_from"], given["shows_until"]), actor=request.actor,  # type: ignore[attr-defined]
            )  # fmt: skip
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Prepared. A reviewer decides whether it is released."))
            return redirect("outreach:campaign", public_id=public_id)
    return form_page(request, form, _("Show on the home page"), way(found))


def feature_act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Decide about what the home page shows (POST)."""
    feature = access.get_feature(public_id)
    form = ReasonForm(request.POST)
    step = workflow.step_of(feature, verb)
    if step is not None and step.reason and not form.is_valid():
        return _page(request, feature.campaign, feature, form, status=422)
    reason = form.cleaned_data.get("reason", "") if form.is_valid() else ""
    feature_move(feature=feature, verb=verb, actor=request.actor, reason=reason)  # type: ignore[attr-defined]
    messages.success(request, workflow.STEP_DONE[Decision(verb)])
    return redirect("outreach:campaign", public_id=feature.campaign.public_id)
