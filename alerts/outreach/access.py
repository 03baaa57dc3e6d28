"""Gates: fetch what the actor may see or answer 404; say who may write."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from alerts.outreach.choices import ReportState
from alerts.outreach.models import Campaign, CampaignReport, Contact, ContactFile, Feature, Office, PlanItem, Recipient
from portal.accounts.actors import Actor
from portal.tenancy.models import Center


def own_center(actor: Actor) -> Center:
    """Return the center of the acting seat."""
    return Center.objects.get(pk=actor.own_center_id)


def visible_offices(actor: Actor) -> QuerySet[Office]:
    """Give the offices `actor` may see: all for the nation, for a center its own and those of its countries."""
    if actor.kind == "national":
        return Office.objects.all()
    center = own_center(actor)
    countries = center.countries if center.kind == Center.Kind.OVERSEAS else []
    return Office.objects.filter(Q(center_id=center.pk) | Q(country__in=countries))


def get_office(actor: Actor, public_id: UUID) -> Office:
    """Return one visible office or raise Http404."""
    found = visible_offices(actor).select_related("center").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def may_keep(actor: Actor, office: Office) -> bool:
    """Say whether `actor` may change an office: national writers any, a center's staff what the center keeps."""
    if actor.kind == "national":
        return actor.has("coordinator", "editor")
    return office.center_id == actor.center_id


def get_kept_office(actor: Actor, public_id: UUID) -> Office:
    """Return an office that `actor` may change, or raise Http404."""
    office = get_office(actor, public_id)
    if not may_keep(actor, office):
        raise Http404
    return office


def get_recipient(public_id: UUID) -> Recipient:
    """Return an entry of the list of recipients for the nation, or raise Http404."""
    found = Recipient.objects.select_related("office", "prepared_by", "decided_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Give the contacts `actor` may see: all for the nation, its own for a center."""
    if actor.kind == "national":
        return Contact.objects.all()
    return Contact.objects.filter(center_id=actor.own_center_id)


def get_contact(actor: Actor, public_id: UUID) -> Contact:
    """Return one visible contact or raise Http404."""
    found = visible_contacts(actor).select_related("office", "center", "by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_own_contact(actor: Actor, public_id: UUID) -> Contact:
    """Return a contact of the acting center, or raise Http404."""
    found = get_contact(actor, public_id)
    if found.center_id != actor.center_id:
        raise Http404
    return found


def get_file(actor: Actor, public_id: UUID, file: UUID) -> ContactFile:
    """Return a clean file of a visible contact, or raise Http404."""
    found = ContactFile.objects.filter(contact=get_contact(actor, public_id), public_id=file).first()
    if found is None or found.state != ContactFile.State.CLEAN:
        raise Http404
    return found


def visible_campaigns(actor: Actor) -> QuerySet[Campaign]:
    """Give the campaigns `actor` may see: all for the nation, for a center those it may join."""
    if actor.kind == "national":
        return Campaign.objects.all()
    return Campaign.objects.filter(open_to_centers=True)


def get_campaign(actor: Actor, public_id: UUID) -> Campaign:
    """Return one visible campaign or raise Http404."""
    found = visible_campaigns(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_own_item(actor: Actor, campaign: Campaign, pk: int) -> PlanItem:
    """Return a plan item of the acting center, or raise Http404."""
    found = PlanItem.objects.filter(pk=pk, campaign=campaign, center_id=actor.own_center_id).first()
    if found is None:
        raise Http404
    return found


def get_feature(public_id: UUID) -> Feature:
    """Return a showing on the home page for the nation, or raise Http404."""
    found = Feature.objects.select_related("campaign", "prepared_by", "decided_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_report(actor: Actor, public_id: UUID, language: str) -> CampaignReport:
    """Return the newest finished report of a campaign in a language, or raise Http404."""
    found = CampaignReport.objects.filter(
        campaign=get_campaign(actor, public_id), language=language, state=ReportState.READY
    )
    if (report := found.select_related("campaign").order_by("-id").first()) is None:
        raise Http404
    return report
