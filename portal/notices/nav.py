"""The bell, and what stands in menus."""

from django.utils.translation import gettext_lazy as _

from portal.notices.selectors import unread
from portal.site.nav import Bell, NavItem

BELL = Bell("notices:list", unread)
NAV = [NavItem(_("Quarantine"), "notices:quarantine", "alert-triangle", order=20)]
MENU = [NavItem(_("Notice settings"), "notices:preferences", "bell", order=40)]
