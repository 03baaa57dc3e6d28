"""Tab of the outreach room, and what the home page shows of a campaign."""

from django.utils.translation import gettext_lazy as _

from alerts.outreach.selectors.campaigns import home_part
from alerts.outreach.services.campaigns import TAG
from portal.policy.personas import CENTER, NATIONAL
from portal.site.nav import NavItem, Part

DESKS = [NavItem(_("Outreach"), "outreach:offices", "heart-handshake", CENTER | NATIONAL, order=90)]
HOME_PARTS = [Part("outreach/_home.html", home_part, order=5, tags=(TAG, "published"))]
