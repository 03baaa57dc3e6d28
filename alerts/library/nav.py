"""Entries of the library in the desks; its public list is one of the shelves of publishing."""

from django.utils.translation import gettext_lazy as _

from alerts.library.selectors import origins
from portal.policy.personas import CENTER
from portal.site.nav import NavItem, Wait

DESKS = [NavItem(_("Cases for the library"), "library:desk", "books", CENTER, order=50)]
WAITS = [
    Wait(
        _("Typical cases being anonymised"),
        "library:desk",
        origins.being_anonymised,
        frozenset({"handler", "supervisor"}),
        order=50,
    )
]
