"""What the trail says of trade data, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "trade.prepared": _("prepared a change of the trade investigations: {name}"),
    "trade.released": _("released a change of the trade investigations: {name}"),
    "trade.dropped": _("dropped a change of the trade investigations: {name}"),
}
OBJECTS = {"trade_change": _("change of the trade investigations")}
