"""Entries of the guides among the shelves and desks."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

SHELVES = [NavItem(_("Country guides"), "guides:list", "compass", order=30)]
DESKS = [NavItem(_("Country guides"), "guides:desk", "compass", order=30)]
