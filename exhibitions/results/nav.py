"""Where this room stands in the bars, and what waits for a person."""

from django.utils.translation import gettext_lazy as _

from exhibitions.results.selectors.incidents import overdue_count
from exhibitions.results.selectors.reports import count_waiting
from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE, NATIONAL, SUPERVISORS
from portal.site.nav import NavItem, Wait

NAV = [NavItem(_("Feedback on fairs"), "results:home", "message-circle", ENTERPRISE, order=64)]
DESKS = [NavItem(_("Work after the fair"), "results:home", "checklist", CENTER | NATIONAL, order=110)]
WAITS = [
    Wait(
        _("Overdue follow-ups of incidents at fairs"),
        "results:followup",
        overdue_count,
        CENTER | COORDINATORS,
        query="?only=overdue",
        order=107,
    ),
    Wait(
        _("Reports on fairs to release"),
        "results:home",
        count_waiting,
        SUPERVISORS | COORDINATORS,
        query="?state=handed_in",
        order=108,
    ),
]
