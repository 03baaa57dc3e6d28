"""What the trail says of official fees, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "fees.drafted": _("prepared a change of the official fees: {title}"),
    "fees.proposed": _("handed in a change of the official fees: {title}"),
    "fees.withdrawn": _("withdrew a change of the official fees: {title}"),
    "fees.returned": _("sent back a change of the official fees: {title}"),
    "fees.released": _("released a change of the official fees: {title}"),
}
OBJECTS = {"fee_batch": _("proposal of official fees")}
