"""The desk of a center's site."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

DESKS = [NavItem(_("Site of the center"), "centers:edit", "world", order=90)]
SEARCH_KINDS = {"center": _("Guidance center")}
