"""Entries of the official fees: a tab of what the public reads, and one of the editorial desk."""

from django.utils.translation import gettext_lazy as _

from alerts.fees import selectors
from alerts.fees.services.showing import KIND
from cases.choices import IPKind
from portal.site.nav import NavItem, Wait

SHELVES = [NavItem(_("Official fees"), "fees:list", "coin", order=40)]
DESKS = [NavItem(_("Official fees"), "fees:desk", "coin", order=40)]
SEARCH_KINDS = {KIND: _("Official fees")}
SEARCH_RIGHTS = dict(IPKind.choices)
WAITS = [
    Wait(
        _("Fee proposals to review"), "fees:desk", selectors.to_review, frozenset({"reviewer"}), "?state=proposed", 40
    ),
    Wait(
        _("Fee proposals that you have not handed in"),
        "fees:desk",
        selectors.own_drafts,
        frozenset({"editor"}),
        query="?state=draft",
        order=41,
    ),
]
