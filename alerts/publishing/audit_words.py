"""What the trail says of publishing, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "item.begin": _("began the text “{text}”"),
    "item.submit": _("handed in “{text}” for review"),
    "item.take_back": _("took “{text}” back from review"),
    "item.return": _("sent “{text}” back to its writers"),
    "item.approve": _("approved “{text}”"),
    "item.hold": _("stopped the publication of “{text}”"),
    "item.publish": _("published “{text}”"),
    "item.bounce": _("returned “{text}” to review, because its approver is no longer in office"),
    "item.revise": _("began a new version of “{text}”"),
    "item.drop": _("dropped a version of “{text}”"),
    "item.discard": _("threw “{text}” away"),
    "item.retract": _("retracted “{text}”"),
    "item.offer_offered": _("offered “{text}” to the whole country"),
    "item.offer_taken": _("took “{text}” for the whole country"),
    "item.offer_declined": _("left “{text}” with its center"),
    "attachment.added": _("added a file to a text"),
    "attachment.removed": _("took a file out of a text"),
}
OBJECTS = {"item": _("text"), "attachment": _("file of a text")}
