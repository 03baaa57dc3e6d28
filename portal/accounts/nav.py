"""What accounts put into the bar and the person's own menu."""

from django.utils.translation import gettext_lazy as _

from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE, SECADMINS, SYSADMINS, UNAFFILIATED
from portal.site.nav import NavItem

NAV = [
    NavItem(_("Start"), "accounts:administration", "home", order=5),
    NavItem(_("Enterprise and members"), "accounts:members", "building", ENTERPRISE, order=80),
    NavItem(_("Staff"), "accounts:staff", "users", CENTER, order=80),
    NavItem(_("Supervisors"), "accounts:supervisors", "users", COORDINATORS, order=80),
    NavItem(_("Roles"), "accounts:grants", "shield", SECADMINS | SYSADMINS | COORDINATORS, order=85),
    NavItem(_("Lost devices"), "accounts:factor_resets", "device-mobile", SECADMINS | SYSADMINS, order=87),
]
START = {"unaffiliated": "accounts:enterprise_register", "admin": "accounts:administration"}
MENU = [
    NavItem(_("My account"), "accounts:profile", "settings", order=10),
    NavItem(_("Second factor"), "mfa_index", "shield-check", order=20),
    NavItem(_("Where I am logged in"), "usersessions_list", "device-desktop", order=30),
    NavItem(_("API tokens"), "accounts:tokens", "key", order=40),
    NavItem(_("Add an enterprise"), "accounts:enterprise_register", "building", ENTERPRISE | UNAFFILIATED, order=50),
]
