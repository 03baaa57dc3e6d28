"""What the trail says of the centers' sites, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {"center_site.saved": _("changed the site of a center")}
OBJECTS = {"center": _("guidance center")}
