"""Where this room stands in the bars."""

from django.utils.translation import gettext_lazy as _

from exhibitions.screening.policy import SIGNERS
from exhibitions.screening.selectors import waiting
from portal.policy.personas import CENTER, ENTERPRISE, EXPERTS, NATIONAL
from portal.site.nav import NavItem, Wait

NAV = [NavItem(_("Checks of exhibits"), "screening:home", "clipboard-check", ENTERPRISE | EXPERTS, order=62)]
DESKS = [NavItem(_("Checks of exhibits"), "screening:home", "clipboard-check", CENTER | NATIONAL, order=105)]
WAITS = [
    Wait(_("Checks of exhibits to sign"), "screening:waiting", waiting.count_to_sign, SIGNERS - EXPERTS, order=105),
    Wait(
        _("Checklists to release"),
        "screening:checklists",
        waiting.count_checklists,
        frozenset({"coordinator", "editor", "reviewer"}),
        query="?state=proposed",
        order=106,
    ),
]
