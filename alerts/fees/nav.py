"""Entries of the official fees: a tab of what the public reads, and one of the editorial desk."""

from django.utils.translation import gettext_lazy as _

from alerts.fees.services.showing import KIND
from cases.choices import IPKind
from portal.site.nav import NavItem

SHELVES = [NavItem(_("Official fees"), "fees:list", "coin", order=40)]
DESKS = [NavItem(_("Official fees"), "fees:desk", "coin", order=40)]
SEARCH_KINDS = {KIND: _("Official fees")}
SEARCH_RIGHTS = dict(IPKind.choices)
