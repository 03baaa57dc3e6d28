"""Entries of subscriptions on the doorstep, in the person's menu and among the desks."""

from django.utils.translation import gettext_lazy as _

from alerts.subscriptions.policy import FIGURES
from portal.policy.personas import SIGNED_IN, SYSADMINS
from portal.site.nav import Door, NavItem

DOORS = [
    Door(
        _("Subscribe to alerts"),
        _("Only what concerns your markets and rights, by e-mail"),
        "subscriptions:start",
        "mail",
        order=30,
    )
]
MENU = [NavItem(_("My subscription"), "subscriptions:mine", "mail", SIGNED_IN, order=45)]
DESKS = [NavItem(_("Deliveries"), "subscriptions:dispatches", "send", FIGURES, order=90)]
NAV = [NavItem(_("Deliveries"), "subscriptions:dispatches", "send", SYSADMINS, order=25)]
