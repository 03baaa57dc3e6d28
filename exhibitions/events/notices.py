"""What people who signed up are told, by mail to the address they gave."""

from portal.notices.topics import template

for _name in ("confirm", "place", "reminder", "change", "after", "certificate"):
    template(f"events/{_name}", topic=None)
