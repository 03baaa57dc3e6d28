"""Words of the expert bank."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.reference.text import pick

# ISO 639-1.
LANGUAGES = [
    ("zh", _("Chinese")), ("en", _("English")), ("de", _("German")), ("fr", _("French")), ("es", _("Spanish")),
    ("it", _("Italian")), ("pt", _("Portuguese")), ("ru", _("Russian")), ("ja", _("Japanese")), ("ko", _("Korean")),
    ("ar", _("Arabic")), ("vi", _("Vietnamese")), ("th", _("Thai")), ("id", _("Indonesian")), ("tr", _("Turkish")),
    ("nl", _("Dutch")), ("pl", _("Polish")),
]  # fmt: skip


# Why an expert was proposed: keys of experts.matching.POINTS.
REASONS = {
    "ip": _("knows this kind of right"),
    "country": _("knows the country (region)"),
    "industry": _("knows the industry"),
    "language": _("speaks the language of the proceedings"),
    "local": _("from your center's bank"),
}


def listed(words: Iterable[str]) -> str:
    """Join words as a list in the reader's language."""
    return pick("、", ", ").join(words)
