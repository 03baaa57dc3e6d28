"""Entries of the desk: a tab of the staff's desks, the firm's page in the bar, the app in the person's own menu."""

from django.utils.translation import gettext_lazy as _

from exhibitions.desk.selectors.board import fairs_now
from exhibitions.desk.selectors.incidents import clashes_to_decide
from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE, EXPERTS, NATIONAL
from portal.site.nav import NavItem, Part, Wait

NAV = [NavItem(_("Incidents at fairs"), "desk:incidents", "shield", personas=ENTERPRISE, order=60)]
DESKS = [NavItem(_("Incidents at fairs"), "desk:incidents", "shield", personas=CENTER | NATIONAL, order=96)]
MENU = [
    NavItem(_("Desk at the fair"), "desk:app", "device-mobile", personas=CENTER | COORDINATORS | EXPERTS, order=60),
    NavItem(_("Devices of the desk"), "desk:devices", "lock", order=61),
]
BOARD_PARTS = [Part("desk/_board.html", fairs_now, order=10)]
WAITS = [
    Wait(
        _("Conflicts of the desk at fairs to decide"),
        "desk:incidents",
        clashes_to_decide,
        CENTER | COORDINATORS,
        query="?clash=on",
        order=97,
    ),
]
