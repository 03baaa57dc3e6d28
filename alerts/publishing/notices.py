"""What the publishing room tells its own people."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic
from portal.policy.personas import CENTER

topic("editorial", _("Texts I write or review"), order=60, personas=frozenset({"editor", "reviewer"}) | CENTER)
for _name in ("submitted", "returned", "scheduled", "published", "bounced"):
    template(f"publishing/{_name}", topic="editorial")
