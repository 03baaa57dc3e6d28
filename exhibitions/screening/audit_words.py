"""What the trail says of this room, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "checklist.written": _("began the checklist “{title}”"),
    "checklist.changed": _("changed the checklist “{title}”"),
    "checklist.propose": _("handed in the checklist “{title}”"),
    "checklist.take_back": _("took back the checklist “{title}”"),
    "checklist.return": _("sent back the checklist “{title}”"),
    "checklist.release": _("released the checklist “{title}”"),
    "checklist.retire": _("took the checklist “{title}” out of use"),
    "screening.begun": _("began the check of “{title}”"),
    "screening.answered": _("answered questions of the check of “{title}”"),
    "screening.finding_added": _("added a finding to the check of “{title}”"),
    "screening.finding_removed": _("took a finding out of the check of “{title}”"),
    "screening.hand_in": _("handed in the check of “{title}” for signature"),
    "screening.take_back": _("took back the check of “{title}”"),
    "screening.sign": _("signed the check of “{title}”"),
    "screening.send_back": _("sent back the check of “{title}”"),
    "screening.pack_ordered": _("had the booth pack of “{title}” made"),
    "screening.pack_ready": _("made the booth pack of “{title}” ({language})"),
    "screening.pack_read": _("fetched the booth pack of “{title}”"),
}
OBJECTS = {
    "checklist": _("checklist"),
    "screening": _("check of an exhibit"),
    "booth_pack": _("booth pack"),
}
