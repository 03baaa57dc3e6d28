"""Tabs of the environment room."""

from django.utils.translation import gettext_lazy as _

from portal.site.nav import NavItem

SHELVES = [NavItem(_("Environment"), "environment:list", "world", order=70)]
DESKS = [
    NavItem(_("Environment index"), "environment:desk", "chart-bar", order=70),
    NavItem(_("Surveys"), "environment:survey_desk", "clipboard-list", order=72),
]
