"""What people who signed up are told, by mail to the address they gave and, with an account, under the bell."""

from django.utils.translation import gettext_lazy as _

from portal.notices.topics import template, topic

topic("events", _("Events that I signed up for"), order=70)
template("events/told", topic="events")

for _name in ("confirm", "place", "reminder", "change", "after", "certificate"):
    template(f"events/{_name}", topic=None)
