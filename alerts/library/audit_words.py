"""What the trail says of the library, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "library.begin": _("began a typical case of case {number}"),
    "library.handed_over": _("handed an anonymised text over for review"),
    "library.find_passed": _("passed a find of the last look as a false alarm: {reason}"),
    "library.dropped": _("gave up a draft for the library"),
    "library.ended": _("ended a typical case, because the consent was withdrawn"),
    "library.erased": _("erased the texts and names behind a typical case"),
    "library.consent_given": _("recorded the consent to anonymised use for case {number}"),
    "library.consent_withdrawn": _("recorded that the consent to anonymised use was withdrawn for case {number}"),
}
OBJECTS = {"origin": _("draft for the library")}
