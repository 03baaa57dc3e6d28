"""Entries of the experts app in the bar."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

NAV = [
    NavItem(_("My cases"), "experts:home", "briefcase", order=10),
    NavItem(_("Experts"), "experts:bank", "users", order=40),
]
START = {"expert": "experts:home"}
