"""What the guides tell editors and reviewers."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic

topic("guides", _("Chapters of guides I own or review"), order=65, personas=frozenset({"editor", "reviewer"}))
for _name in ("handed", "stale", "still_stale", "check_asked", "check_confirmed", "check_refused"):
    template(f"guides/{_name}", topic="guides")
