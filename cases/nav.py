"""Entries of the cases app in the bar and on the public home."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.choices import IPKind
from portal.policy.personas import CENTER, ENTERPRISE, ENTERPRISE_WRITERS, NATIONAL, SUPERVISORS
from portal.site.nav import Door, NavItem

NAV = [
    NavItem(_("Board"), "cases:board", "chart-bar", personas=NATIONAL, order=5),
    NavItem(_("Work list"), "cases:worklist", "list-check", order=10),
    NavItem(_("What to do now"), "cases:home", "checklist", personas=ENTERPRISE, order=10),
    NavItem(_("Ask for help"), "cases:begin", "lifebuoy", personas=ENTERPRISE_WRITERS, order=20),
    NavItem(_("Transfers"), "cases:transfers", "arrows-exchange", order=20),
    NavItem(_("File for a caller"), "cases:desk_begin", "phone", personas=CENTER, order=30),
    NavItem(_("Board of the center"), "cases:board", "chart-bar", personas=SUPERVISORS, order=90),
]
# Where a seat of each kind begins (a person without one begins in accounts).
START = {"center": "cases:worklist", "national": "cases:board", "enterprise": "cases:home"}
DOORS = [
    Door(
        _("Ask for help"),
        _("Tell us what happened; the center responsible for you answers"),
        "cases:begin",
        "lifebuoy",
        order=10,
        primary=True,
    ),
    Door(
        _("Look up a request"),
        _("See where it stands with your receipt code, no log-in"),
        "cases:status",
        "search",
        order=20,
    ),
]
SEARCH_RIGHTS = {kind.value: kind.label for kind in IPKind}
