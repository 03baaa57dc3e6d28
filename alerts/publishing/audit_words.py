"""What the trail says of publishing, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "item.begin": _("began the text “{title}”"),
    "item.submit": _("handed in “{title}” for review"),
    "item.take_back": _("took “{title}” back from review"),
    "item.return": _("sent “{title}” back to its writers"),
    "item.approve": _("approved “{title}”"),
    "item.hold": _("stopped the publication of “{title}”"),
    "item.publish": _("published “{title}”"),
    "item.bounce": _("returned “{title}” to review, because its approver is no longer in office"),
    "item.revise": _("began a new version of “{title}”"),
    "item.drop": _("dropped a version of “{title}”"),
    "item.discard": _("threw “{title}” away"),
    "item.retract": _("retracted “{title}”"),
    "item.offer_offered": _("offered “{title}” to the whole country"),
    "item.offer_taken": _("took “{title}” for the whole country"),
    "item.offer_declined": _("left “{title}” with its center"),
    "attachment.added": _("added a file to a text"),
    "attachment.removed": _("took a file out of a text"),
}
OBJECTS = {"item": _("text"), "attachment": _("file of a text")}
