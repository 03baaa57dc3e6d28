"""What the trail says of this room, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "incident.recorded": _("recorded an incident at a fair"),
    "incident.changed": _("changed an incident at a fair"),
    "incident.entry_added": _("added to the log of an incident at a fair"),
    "incident.file_added": _("added a file to an incident at a fair"),
    "incident.file_read": _("opened a file of an incident at a fair"),
    "incident.conflict": _("wrote about an incident at a fair what somebody else had changed"),
    "incident.conflict_settled": _("settled a conflict about an incident at a fair"),
    "incident.became_request": _("made an incident at a fair a request"),
    "desk_device.opened": _("made the device “{name}” known for the desk at a fair"),
    "desk_device.revoked": _("revoked the device “{name}” of the desk at a fair"),
    "shift.added": _("put somebody on the duty roster of a delegation"),
    "shift.removed": _("took somebody off the duty roster of a delegation"),
}
OBJECTS = {"incident": _("incident at a fair"), "desk_device": _("device of the desk")}
