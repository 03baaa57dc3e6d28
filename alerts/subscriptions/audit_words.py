"""What the trail says of subscriptions, in words (portal.audit.words). No address stands in it."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "subscriber.confirmed": _("confirmed a subscription"),
    "subscriber.opened": _("subscribed with their account"),
    "subscriber.left": _("ended a subscription"),
    "subscriber.refused": _("ended a subscription, because its address refuses mail"),
    "subscriber.restarted": _("began a subscription again that had ended because its address refused mail"),
    "dispatch.spread": _("told subscribers of a publication ({people} people)"),
}
OBJECTS = {"subscriber": _("subscription"), "dispatch": _("publication sent to subscribers")}
