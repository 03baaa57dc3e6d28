"""What the trail says of this room, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "office.added": _("entered the office “{title}”"),
    "office.changed": _("changed the entry of the office “{title}”"),
    "recipient.prepared": _("prepared “{title}” for the list of recipients"),
    "recipient.released": _("released “{title}” for the list of recipients"),
    "recipient.refused": _("did not release “{title}” for the list of recipients"),
    "recipient.withdrawn": _("withdrew what was prepared for “{title}” on the list of recipients"),
    "recipient.ended": _("took “{title}” off the list of recipients"),
    "recipient.stopped": _("asked for no more mail by the link in a mail"),
    "contact.added": _("noted the contact “{title}”"),
    "contact.changed": _("changed the note of the contact “{title}”"),
    "contact.followed_up": _("followed up the contact “{title}”"),
    "contact.file_added": _("added a file to the contact “{title}”"),
    "campaign.added": _("began the campaign “{title}”"),
    "campaign.changed": _("changed the campaign “{title}”"),
    "campaign.start": _("started the campaign “{title}”"),
    "campaign.end": _("finished the campaign “{title}”"),
    "campaign.reopen": _("went on with the campaign “{title}”"),
    "campaign.report_ordered": _("had the results of the campaign “{title}” made as a PDF"),
    "campaign.report_ready": _("made the results of the campaign “{title}” as a PDF ({language})"),
    "campaign.plan_changed": _("changed the plan of the campaign “{title}”"),
    "campaign.figures_written": _("wrote figures of the campaign “{title}”"),
    "campaign.feature_prepared": _("prepared what the home page shows of the campaign “{title}”"),
    "campaign.feature_released": _("released what the home page shows of the campaign “{title}”"),
    "campaign.feature_refused": _("did not release what the home page would show of the campaign “{title}”"),
    "campaign.feature_withdrawn": _("withdrew what was prepared for the home page about the campaign “{title}”"),
    "campaign.feature_ended": _("ended what the home page shows of the campaign “{title}”"),
}
OBJECTS = {
    "office": _("office abroad"),
    "recipient": _("entry of the list of recipients"),
    "contact": _("contact"),
    "campaign": _("campaign"),
}
