"""Words for the documents of a case in notices: `{% load papers %}`."""

from __future__ import annotations

from django import template

from cases.choices import PaperKind

register = template.Library()
_LABELS = dict(PaperKind.choices)


@register.filter
def paper_kind(code: str) -> str:
    """Write what kind of document it is in the reader's language, the code itself where there is no such kind.

    The official Chinese title, which English labels carry in brackets, stays out: a line under the bell is short.
    """
    return str(_LABELS.get(code, code)).partition(" (")[0]
