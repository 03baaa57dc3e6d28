"""What the trail says of guides, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "guide.begin": _("began the guide of {country}"),
    "guide.handed": _("handed chapters of the guide of {country} to owners"),
    "chapter.settled": _("set how long a review of the chapter {chapter} is good for"),
    "chapter.check_asked": _("reviewed the chapter {chapter} and found nothing to change"),
    "chapter.check_confirmed": _("confirmed that nothing is to change in the chapter {chapter}"),
    "chapter.check_refused": _("did not confirm the check of the chapter {chapter}"),
}
OBJECTS = {"guide": _("country guide"), "chapter": _("chapter of a guide")}
