"""Bring what was released to readers: the search finds it, kept pages are drawn anew. Called in the releasing transaction."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from alerts.environment.models import Edition, Survey
from portal.site import pagecache, search

TAG = "environment"


def edition_shown(edition: Edition) -> None:
    """Make a released edition's index findable with its newest day, and have its pages drawn anew."""
    index = edition.index
    url = reverse("environment:ranking", args=[index.code])
    indicators = list(edition.indicators.all())
    search.put(
        [
            search.Entry(
                kind="env_index", key=index.code, url=url, title_zh=index.name_zh, title_en=index.name_en,
                text_zh="\n".join([index.about_zh, index.publisher_zh, edition.facts_zh, *(i.name_zh for i in indicators)]),
                text_en="\n".join([index.about_en, index.publisher_en, edition.facts_en, *(i.name_en for i in indicators)]),
                day=edition.dated_on,
            )
        ]
    )  # fmt: skip
    pagecache.touch(TAG)


def survey_shown(survey: Survey) -> None:
    """Make an open survey or its results findable, and have the pages that list it drawn anew."""
    search.put(
        [
            search.Entry(
                kind="env_survey", key=str(survey.public_id), url=reverse("environment:survey", args=[survey.public_id]),
                title_zh=survey.title_zh, title_en=survey.title_en, text_zh=survey.about_zh, text_en=survey.about_en,
                countries=[survey.country], day=timezone.localdate(),
            )
        ]
    )  # fmt: skip
    pagecache.touch(TAG)
