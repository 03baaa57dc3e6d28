"""Where this room stands in the bar, on the shelf, on the desk and on the public home."""

from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.selectors import delegations, listed
from exhibitions.fairs.services.showing import KIND, TAG
from portal.policy.personas import CENTER, ENTERPRISE, EXPERTS, NATIONAL
from portal.site.nav import NavItem, Part, Wait

NAV = [
    NavItem(_("My fairs"), "fairs:mine", "building-skyscraper", ENTERPRISE, order=30),
    NavItem(_("Duties at fairs"), "fairs:duties", "building-skyscraper", EXPERTS, order=20),
]
SHELVES = [NavItem(_("Fairs"), "fairs:list", "building-skyscraper", order=75)]
DESKS = [NavItem(_("Fairs"), "fairs:delegations", "building-skyscraper", CENTER | NATIONAL, order=95)]
HOME_PARTS = [Part("fairs/_home.html", listed.home_part, order=40, tags=(TAG,))]
SEARCH_KINDS = {KIND: _("Fairs")}
WAITS = [
    Wait(
        _("Firms that ask to join a delegation"),
        "fairs:delegations",
        lambda actor: delegations.asking(actor.own_center_id),
        CENTER | {"coordinator"},
        order=95,
    ),
    Wait(
        _("Entries of the list of fairs to confirm"),
        "fairs:listed",
        lambda actor: listed.waiting(actor.own_user_id),
        frozenset({"reviewer", "editor", "coordinator"}),
        query="?state=waiting",
        order=96,
    ),
]
