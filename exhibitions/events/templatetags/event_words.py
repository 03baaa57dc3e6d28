"""Words and links of events for templates: mails carry keys and codes, the template draws them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from exhibitions.events import links, timing
from exhibitions.events.choices import Mode
from exhibitions.events.models import Event
from portal.reference.text import pick

register = template.Library()


@register.filter
def event_when(event: Event) -> str:
    """Say when an event is, by the clock of its place."""
    return timing.when(event.starts_at, event.ends_at, event.zone)


@register.filter
def mailed_when(facts: Mapping[str, Any]) -> str:
    """Say when an event is, from the facts that a mail carries."""
    begins, ends = parse_datetime(facts["begins"]), parse_datetime(facts["ends"])
    if begins is None or ends is None:
        return ""
    return timing.when(begins, ends, str(facts["zone"]))


@register.filter
def mailed_where(facts: Mapping[str, Any]) -> str:
    """Say where an event is, from the facts that a mail carries."""
    words = [facts["venue"], facts["address"]]
    if facts["mode"] != Mode.ONSITE:
        words.append(str(Mode.ONLINE.label))
    return pick("，", ", ").join(word for word in words if word)


@register.filter
def confirm_link(key: str) -> str:
    """Give the link that confirms a sign-up. It exists in the mail alone: the event of the outbox carries the key, unsigned."""
    return links.address(links.CONFIRM, key)


@register.filter
def own_link(key: str) -> str:
    """Give the link that opens somebody's own page."""
    return links.address(links.OWN, key)


@register.filter
def own_path(key: str) -> str:
    """Give the path of somebody's own page."""
    return reverse("events:own", args=[links.token(links.OWN, key)])
