"""Filters for roles and sealed links: `{% load people %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from portal.accounts.sealing import unseal
from portal.site.nav import role_words

register = template.Library()
# The outbox carries log-in links sealed; the mail is where they are opened.
register.filter("unseal", unseal)


@register.filter
def roles(codes: str | Iterable[str]) -> str:
    """Write one role or several in the reader's language."""
    return role_words(frozenset([codes] if isinstance(codes, str) else codes))
