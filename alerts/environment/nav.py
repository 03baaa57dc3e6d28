"""Tabs of the environment room."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

SEARCH_KINDS = {"env_index": _("Index"), "env_survey": _("Survey of enterprises")}
SHELVES = [NavItem(_("Environment"), "environment:list", "world", order=70)]
DESKS = [
    NavItem(_("Environment index"), "environment:desk", "chart-bar", order=70),
    NavItem(_("Surveys"), "environment:survey_desk", "clipboard-list", order=72),
]
