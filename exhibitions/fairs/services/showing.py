"""Let what is confirmed be found, and have the public pages drawn anew."""

from __future__ import annotations

from collections.abc import Iterable

from exhibitions.fairs.models import FairEdition
from portal.reference.countries import country_name
from portal.site import pagecache, search

TAG = "fairs"
KIND = "fair"


def edition_show(*, editions: Iterable[FairEdition]) -> None:
    """Bring confirmed editions of confirmed fairs up to date where the public finds them. Needs the nation or the system."""
    search.put(_entry(edition) for edition in editions)
    pagecache.touch(TAG)


def _entry(edition: FairEdition) -> search.Entry:
    fair = edition.fair
    place = [country_name(fair.country, "zh-hans"), fair.city_zh, fair.venue_zh, fair.organiser_zh, fair.rules_zh]
    local = [country_name(fair.country, "en"), fair.city_en, fair.venue_en, fair.organiser_en, fair.rules_en]
    return search.Entry(
        KIND,
        str(edition.public_id),
        f"/fairs/{edition.public_id}/",
        title_zh=f"{fair.name_zh} {edition.label_zh or edition.year}",
        title_en=f"{fair.name_en} {edition.label_en or edition.year}",
        text_zh=" ".join(part for part in (fair.short_name, *place) if part),
        text_en=" ".join(part for part in (fair.short_name, *local) if part),
        countries=[fair.country],
        industries=fair.industries,
        day=edition.starts_on,
    )
