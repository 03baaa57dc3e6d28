"""What the system administrator did with the quarantine, in words."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "outbox.requeued": _("offered work of the kind “{topic}” again"),
    "outbox.discarded": _("gave up work of the kind “{topic}”: {reason}"),
}
OBJECTS = {"event": _("work in the outbox")}
