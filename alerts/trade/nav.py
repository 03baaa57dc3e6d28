"""Tabs of the trade data: what the public reads, and the desk behind it."""

from django.utils.translation import gettext_lazy as _

from alerts.trade import desk
from portal.site.nav import NavItem, Wait

SHELVES = [NavItem(_("Trade investigations"), "trade:list", "gavel", order=60)]
DESKS = [NavItem(_("Trade investigations"), "trade:desk", "gavel", order=60)]
SEARCH_KINDS = {"investigation": _("Trade investigations")}
WAITS = [
    Wait(
        _("Changes of trade investigations to release"),
        "trade:desk",
        desk.to_release,
        frozenset({"reviewer"}),
        order=60,
    )
]
