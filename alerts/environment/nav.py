"""Tabs of the environment room."""

from django.utils.translation import gettext_lazy as _

from alerts.environment.selectors import desk
from portal.site.nav import NavItem, Wait

SEARCH_KINDS = {"env_index": _("Index"), "env_survey": _("Survey of enterprises")}
SHELVES = [NavItem(_("Environment"), "environment:list", "world", order=70)]
DESKS = [
    NavItem(_("Environment index"), "environment:desk", "chart-bar", order=70),
    NavItem(_("Surveys"), "environment:survey_desk", "clipboard-list", order=72),
]
_REVIEWERS = frozenset({"reviewer"})
WAITS = [
    Wait(_("Editions of an index to review"), "environment:desk", desk.editions_to_review, _REVIEWERS, order=70),
    Wait(_("Surveys to open or to release"), "environment:survey_desk", desk.surveys_to_review, _REVIEWERS, order=71),
    Wait(_("Editions returned to you"), "environment:desk", desk.editions_returned, frozenset({"editor"}), order=72),
    Wait(
        _("Surveys returned to you"), "environment:survey_desk", desk.surveys_returned, frozenset({"editor"}), order=73
    ),
]
