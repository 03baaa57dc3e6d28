"""Entries of the library in the desks; its public list is one of the shelves of publishing."""

from django.utils.translation import gettext_lazy as _

from portal.policy.personas import CENTER
from portal.site.nav import NavItem

DESKS = [NavItem(_("Cases for the library"), "library:desk", "books", CENTER, order=50)]
