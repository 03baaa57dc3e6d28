"""What this room tells its own people, and the offices abroad."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic
from portal.policy.personas import CENTER

topic(
    "outreach",
    _("Outreach: releases and follow-ups"),
    order=65,
    personas=frozenset({"coordinator", "editor", "reviewer"}) | CENTER,
)
for _name in ("recipient", "feature", "follow_up"):
    template(f"outreach/{_name}", topic="outreach")
template("outreach/edition", topic=None)
template("outreach/retraction", topic=None)
