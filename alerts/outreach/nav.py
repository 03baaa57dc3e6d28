"""Tab of the outreach room, and what the home page shows of a campaign."""

from django.utils.translation import gettext_lazy as _

from alerts.outreach.selectors import waiting
from alerts.outreach.selectors.campaigns import home_part
from alerts.outreach.services.campaigns import TAG
from portal.policy.personas import CENTER, NATIONAL
from portal.site.nav import NavItem, Part, Wait

DESKS = [NavItem(_("Outreach"), "outreach:offices", "heart-handshake", CENTER | NATIONAL, order=90)]
HOME_PARTS = [Part("outreach/_home.html", home_part, order=5, tags=(TAG, "published"))]
_RELEASERS = frozenset({"reviewer"})
WAITS = [
    Wait(
        _("Recipients to release"),
        "outreach:recipients",
        waiting.recipients_to_release,
        _RELEASERS,
        query="?state=prepared",
        order=90,
    ),
    Wait(
        _("Parts of the home page to release"), "outreach:campaigns", waiting.features_to_release, _RELEASERS, order=91
    ),
    Wait(
        _("Contacts that you wanted to follow up by today"),
        "outreach:contacts",
        waiting.own_follow_ups,
        CENTER | NATIONAL,
        query="?follow=open",
        order=92,
    ),
]
