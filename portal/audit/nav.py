"""The auditor's entries in the bar."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

NAV = [
    NavItem(_("Audit trail"), "audit:list", "history", order=10),
    NavItem(_("Chain"), "audit:chain", "link", order=20),
]
