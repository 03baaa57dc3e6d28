"""Entries of publishing in the bar, the shelves and the desks."""

from django.utils.translation import gettext_lazy as _

from alerts.publishing import workflow
from alerts.publishing.parts import newest_for_center, newest_for_home
from alerts.publishing.selectors import desk
from alerts.publishing.services.shelves import TAG
from portal.policy.personas import CENTER, NATIONAL
from portal.site.nav import NavItem, Part, Wait

DESK = CENTER | NATIONAL
REVIEWERS = frozenset({"reviewer"})
SHELVES = [
    NavItem(_("Alerts"), "publishing:alerts", "bell", order=10),
    NavItem(_("Law changes"), "publishing:laws", "scale", order=20),
    NavItem(_("Typical cases"), "publishing:cases", "books", order=50),
    NavItem(_("News"), "publishing:news", "news", order=80),
]
SEARCH_KINDS = {
    "alert": _("Alerts"),
    "law": _("Law changes"),
    "case": _("Typical cases"),
    "report": _("Reports"),
    "news": _("News"),
}
DESKS = [NavItem(_("Texts"), "publishing:desk", "edit", DESK, order=10)]
WAITS = [
    Wait(_("Texts to review"), "publishing:desk", desk.to_review, workflow.APPROVERS, "?tab=review", 10),
    Wait(_("Offers of centers to decide on"), "publishing:desk", desk.to_decide, REVIEWERS, "?tab=offers", 11),
    Wait(_("Texts that you are writing"), "publishing:desk", desk.being_written, workflow.WRITERS, "?tab=open", 12),
]
HOME_PARTS = [Part("publishing/_home.html", newest_for_home, order=10, tags=(TAG,))]
SITE_PARTS = [Part("publishing/_site.html", newest_for_center, order=10, tags=(TAG,))]
NAV = [
    NavItem(_("Information services"), "publishing:alerts", "book", order=60),
    NavItem(_("Editorial desk"), "publishing:desk", "edit", DESK, order=55),
]
