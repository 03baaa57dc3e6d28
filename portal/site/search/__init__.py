"""Search across everything that is published. Whoever publishes says so in the same transaction:

    from portal.site import search

    search.put([search.Entry("fee", str(fee.pk), url, title_zh=…, title_en=…, day=…)])
    search.remove("fee", [str(fee.pk)])

The words for a kind stand in the app's `nav.py` (`SEARCH_KINDS`). Needs the scope of the nation or of the system.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

__all__ = ["Entry", "put", "remove", "title_of"]


@dataclass(frozen=True, slots=True, kw_only=False)
class Entry:
    """One page to be found.

    `kind` is a code of a `SEARCH_KINDS`, `key` the app's own name for the page within it, `url` a path of this portal. One of
    the titles must be there. Texts are plain, without marks; the first 20,000 characters are searched. `countries` are ISO
    3166 alpha-2, `industries` sections of GB/T 4754, `ip_kinds` codes of `SEARCH_RIGHTS`. `center_id` None: national.
    """

    kind: str
    key: str
    url: str
    title_zh: str = ""
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    countries: Sequence[str] = ()
    industries: Sequence[str] = ()
    ip_kinds: Sequence[str] = ()
    day: date | None = None
    center_id: int | None = None


def put(entries: Iterable[Entry]) -> None:
    """Make pages findable, or bring what is known of them up to date; putting one twice changes nothing.

    Raises IntegrityError for an entry without title or with an address of another site.
    """
    from portal.site.search import services

    services.entries_put(entries=entries)


def remove(kind: str, keys: Iterable[str] | None = None) -> None:
    """Let pages of a kind be found no more: those of `keys`, or all of them when None."""
    from portal.site.search import services

    services.entries_remove(kind=kind, keys=keys)


def title_of(name: str) -> str:
    """Give the title, in the reader's language, of the published page that a link names as `kind:key`; "" for any other text."""
    from portal.site.search import selectors

    return selectors.title_of(name)
