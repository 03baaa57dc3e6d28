"""What the trail says about itself."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "audit.exported": _("exported {count} entries of the audit trail"),
    "audit.verify_asked": _("asked for a verification of the audit trail"),
    "audit.verified": _("The audit trail was verified: {entries} entries, {findings} findings"),
    "evidence.read": _("read the evidence {name}"),
}
OBJECTS = {"trail": _("audit trail")}
