"""What is published is found by the search and shown by every page from its commit on; what is retracted is not."""

from __future__ import annotations

from alerts.publishing.choices import PARTS, Kind
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import address_of
from portal.site import pagecache, search
from portal.site.markdown import plain

# Lists, pages ("read also") and feeds all show the newest of everything, so they hang on one tag.
TAG = "published"


def edition_shelve(edition: Edition) -> None:
    """Make a new edition findable and have the pages drawn anew. Needs the system scope."""
    search.put([_entry(edition)])
    pagecache.touch(TAG)


def edition_unshelve(edition: Edition) -> None:
    """Take a retracted edition out of the search and off the pages. Needs the system scope."""
    search.remove(edition.kind, [str(edition.public_id)])
    pagecache.touch(TAG)


def _entry(edition: Edition) -> search.Entry:
    return search.Entry(
        kind=edition.kind,
        key=str(edition.public_id),
        url=address_of(edition.kind, edition.slug),
        title_zh=edition.title_zh,
        title_en=edition.title_en,
        text_zh=_text(edition, "zh"),
        text_en=_text(edition, "en"),
        countries=edition.countries,
        industries=edition.industries,
        ip_kinds=edition.ip_kinds,
        day=edition.published_at.date(),
        center_id=None if edition.nation_wide else edition.center_id,
    )


def _text(edition: Edition, language: str) -> str:
    parts = [edition.parts.get(part.code, {}).get(language, "") for part in PARTS[Kind(edition.kind)]]
    about = [getattr(edition, f"summary_{language}"), getattr(edition, f"instrument_{language}")]
    return "\n".join([*about, *(plain(part) for part in parts)])
