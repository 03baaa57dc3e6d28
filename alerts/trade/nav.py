"""Tabs of the trade data: what the public reads, and the desk behind it."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

SHELVES = [NavItem(_("Trade investigations"), "trade:list", "gavel", order=60)]
DESKS = [NavItem(_("Trade investigations"), "trade:desk", "gavel", order=60)]
SEARCH_KINDS = {"investigation": _("Trade investigations")}
