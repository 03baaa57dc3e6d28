"""Tables of the outreach room."""

from alerts.outreach.models.campaigns import Campaign, CampaignReport, Feature, Figure, PlanItem
from alerts.outreach.models.liaison import Contact, ContactFile
from alerts.outreach.models.offices import Mailing, Office, Recipient

__all__ = [
    "Campaign",
    "CampaignReport",
    "Contact",
    "ContactFile",
    "Feature",
    "Figure",
    "Mailing",
    "Office",
    "PlanItem",
    "Recipient",
]
