"""Events on the shelves, the desks, the public home, the pages of centers, and in the person's menu."""

from django.utils.translation import gettext_lazy as _

from exhibitions.events.policy import DESK
from exhibitions.events.selectors.desk import certificates_to_make
from exhibitions.events.selectors.reading import next_for_center, next_for_home
from exhibitions.events.services.events import TAG
from exhibitions.events.services.telling import SEARCH_KIND
from exhibitions.events.workflow import WRITERS
from portal.policy.personas import SIGNED_IN
from portal.site.nav import NavItem, Part, Wait

SHELVES = [NavItem(_("Events"), "events:list", "calendar-event", order=75)]
DESKS = [NavItem(_("Events"), "events:desk", "calendar-event", DESK, order=75)]
MENU = [NavItem(_("My events"), "events:mine", "calendar-event", SIGNED_IN, order=46)]
WAITS = [
    Wait(
        _("Events whose certificates are to be made"), "events:desk", certificates_to_make, WRITERS, query="?state=past",
        order=75,
    )
]  # fmt: skip
HOME_PARTS = [Part("events/_home.html", next_for_home, order=20, tags=(TAG,))]
SITE_PARTS = [Part("events/_site.html", next_for_center, order=20, tags=(TAG,))]
SEARCH_KINDS = {SEARCH_KIND: _("Events")}
