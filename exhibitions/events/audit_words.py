"""What the trail says of events, in words (portal.audit.words). No person who signed up stands in it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "series.kept": _("wrote the series “{title}”"),
    "event.added": _("prepared the event “{title}”"),
    "event.changed": _("changed the event “{title}”"),
    "event.speakers_kept": _("wrote who speaks at the event “{title}”"),
    "event.discarded": _("threw away the draft of the event “{title}”"),
    "event.open": _("announced the event “{title}”"),
    "event.cancelled": _("cancelled the event “{title}”"),
    "event.held": _("closed the event “{title}” as held"),
    "event.entered": _("entered somebody for the event “{title}”"),
    "event.dropped": _("took somebody off the list of the event “{title}”"),
    "event.check_in_undone": _("took a check-in for the event “{title}” back"),
    "event.people_exported": _("exported who signed up for the event “{title}”"),
    "event.material_added": _("added a file to the event “{title}”"),
    "event.material_removed": _("took a file of the event “{title}” away"),
    "event.quiz_changed": _("changed the quiz of the event “{title}”"),
    "event.certificates_issued": _("had certificates of the event “{title}” made ({count})"),
    "signup.confirmed": _("signed up for an event"),
    "signup.left": _("gave a place at an event back"),
    "certificate.ordered": _("had a certificate made"),
    "certificate.ready": _("made a certificate"),
    "certificate.read": _("opened a certificate of a participant"),
}
OBJECTS = {
    "event": _("event"),
    "series": _("series of events"),
    "signup": _("sign-up for an event"),
    "certificate": _("certificate"),
}
