"""What the trail says of this room, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "incident.outcome_written": _("wrote how an incident at a fair ended"),
    "incident.finished": _("finished an incident at a fair"),
    "fair_feedback.given": _("gave feedback on a fair"),
    "fair_report.written": _("wrote in the report of the delegation “{name}”"),
    "fair_report.hand_in": _("handed in the report of the delegation “{name}”"),
    "fair_report.take_back": _("took back the report of the delegation “{name}”"),
    "fair_report.return": _("sent back the report of the delegation “{name}”"),
    "fair_report.release": _("released the report of the delegation “{name}”"),
    "fair_report.file_ready": _("made the report of the delegation “{name}” ({format})"),
    "fair_report.file_read": _("fetched the report of the delegation “{name}” ({format})"),
}
OBJECTS = {"fair_report": _("report of a delegation"), "fair_feedback": _("feedback on a fair")}
