"""Writes of the search table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from portal.reference import countries
from portal.site import pagecache
from portal.site.search import Entry
from portal.site.search.models import SearchEntry
from portal.site.search.words import LONGEST_TEXT, haystack, sounds

_ONE = ("kind", "key")
BATCH = 500


def map_tag(kind: str) -> str:
    """Name the tag of the maps of the site that list a kind."""
    return f"map:{kind}"


def entries_put(*, entries: Iterable[Entry]) -> None:
    """Write entries, at most 500 per statement; of several with one kind and key the last counts."""
    rows = {(entry.kind, entry.key): _row(entry) for entry in entries}
    changed = [field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", *_ONE}]
    # In one order, so that two writers of the same entries do not lock each other out.
    SearchEntry.objects.bulk_create(
        [rows[name] for name in sorted(rows)],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=list(_ONE),
        update_fields=changed,
    )


def entries_remove(*, kind: str, keys: Iterable[str] | None = None) -> None:
    """Delete the entries of a kind: those of `keys`, or all; the map of the site forgets them with the commit."""
    pagecache.touch(map_tag(kind))
    rows = SearchEntry.objects.filter(kind=kind)
    (rows if keys is None else rows.filter(key__in=list(keys))).delete()


def _row(entry: Entry) -> SearchEntry:
    title_words = haystack(entry.title_zh, entry.title_en)
    heard = sounds(entry.title_zh)
    # A reader who names the country means its pages, whether or not their text does.
    named = [name for code in entry.countries if (row := countries.get(code)) for name in (row.zh, row.en)]
    rest = haystack(entry.text_zh[:LONGEST_TEXT], entry.text_en[:LONGEST_TEXT], *named)
    return SearchEntry(
        kind=entry.kind,
        key=entry.key,
        url=entry.url,
        title_zh=entry.title_zh[:300],
        title_en=entry.title_en[:400],
        text_zh=entry.text_zh,
        text_en=entry.text_en,
        title_words=title_words,
        sounds=f" {heard} ",
        words=f"{title_words}{heard}{rest}",
        countries=sorted(set(entry.countries)),
        industries=sorted(set(entry.industries)),
        ip_kinds=sorted(set(entry.ip_kinds)),
        day=entry.day,
        center_id=entry.center_id,
        updated_at=timezone.now(),
    )
