"""Words and links of subscriptions for templates: mails carry keys and codes, the template draws them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from alerts.publishing.choices import Kind, Level
from alerts.subscriptions import links, wording
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import Frequency

register = template.Library()


@register.filter
def kind_word(code: str) -> str:
    """Say what kind of publication it is."""
    return str(Kind(code).label)


@register.filter
def level_word(code: str) -> str:
    """Say how pressing an alert is."""
    return str(Level(code).label)


@register.filter
def frequency_word(code: str) -> str:
    """Say how often mail comes."""
    return str(Frequency(code).label)


@register.filter
def filter_words(stored: Mapping[str, Any]) -> str:
    """Say what a stored filter asks for."""
    return wording.filter_words(Asked.read(stored))


@register.filter
def confirm_link(key: str) -> str:
    """Give the link that confirms a filter. It exists in the mail alone: the event carries the key, unsigned."""
    return links.address(links.CONFIRM, key)


@register.filter
def manage_link(key: str) -> str:
    """Give the link that opens a subscription."""
    return links.address(links.MANAGE, key)
