"""The demo's country guides: real facts with their sources, through the desk as an editor and a reviewer do it.

`demo/content/guides/<country>.yaml` holds title, summary and nine chapters. The guide's summary opens its first chapter; the
others open with what stands in them.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from alerts.guides.models import MOST_MONTHS, Chapter
from alerts.guides.services.chapters import chapter_settle, chapters_hand, guide_begin
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from demo.texts import CONTENT, desk_actor
from portal.accounts.actors import Actor
from portal.notices.models import OutboxEvent
from portal.reference.countries import country_name
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

_HEADING = re.compile(r"^#{2,4} +(.+)$", re.MULTILINE)
_LONGEST = {"zh": 380, "en": 780}
# Whom the demo's reviewer keeps current; the editor keeps the others.
_REVIEWERS = frozenset({"courts", "customs"})


def make_guides(national: Center) -> int:
    """Publish every guide chapter by chapter; return how many chapters there are."""
    editor, reviewer = desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national)
    for path in sorted((CONTENT / "guides").glob("*.yaml")):
        _guide(yaml.safe_load(path.read_text()), editor, reviewer)
    # Nobody's bell rings for what was there when they came.
    told = OutboxEvent.objects.filter(topic="notice")
    told.filter(payload__template__startswith="publishing/").delete()
    told.filter(payload__template__startswith="guides/").delete()
    return Chapter.objects.count()


def _guide(raw: dict[str, Any], editor: Actor, reviewer: Actor) -> None:
    with scopes.enter(scopes.system(editor.user_id)):
        begun = {chapter.code: chapter for chapter in guide_begin(country=raw["country"], actor=editor)}
        country = next(iter(begun.values())).country
        owners = {code: (reviewer if code in _REVIEWERS else editor).user_id for code in begun}
        chapters_hand(country=country, owners=owners, actor=editor)
    for given in raw["chapters"]:
        _chapter(begun[given["code"]], given, raw, editor, reviewer)


def _chapter(chapter: Chapter, given: dict[str, Any], raw: dict[str, Any], editor: Actor, reviewer: Actor) -> None:
    checked_on: datetime.date = given["reviewed_on"]
    apart = relativedelta(given["stale_after"], checked_on)
    with scopes.enter(scopes.system(editor.user_id)):
        chapter_settle(
            chapter=chapter,
            months=min(MOST_MONTHS, max(1, apart.years * 12 + apart.months)),
            checked_on=min(checked_on, timezone.localdate()),
            actor=editor,
        )
        item = drafts.words_write(item=chapter.item, words=_words(chapter.country, given, raw), actor=editor)
        item = review.item_submit(item=item, actor=editor)
    with scopes.enter(scopes.system(reviewer.user_id)):
        review.item_approve(item=item, actor=reviewer)
    assert item_publish(item_id=item.pk) is not None, f"{chapter} did not go out"


def _words(country: str, given: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    body = given["body"]
    words: dict[str, Any] = {
        "title_zh": f"{country_name(country, 'zh-hans')}：{given['title']['zh']}",
        "title_en": f"{country_name(country, 'en')}: {given['title']['en']}",
        "countries": [country],
        "ip_kinds": given["ip_kinds"],
        "parts": {"body": {"zh": body["zh"].strip(), "en": body["en"].strip()}},
        "sources": [
            {"title": row["title"], "url": row.get("url") or "", "seen_on": str(row.get("seen_on") or "")}
            for row in given["sources"]
        ],
    }
    for language in ("zh", "en"):
        opening = raw["summary"][language] if given["code"] == "system" else _opening(body[language], language)
        words[f"summary_{language}"] = opening[: _LONGEST[language]]
    return words


def _opening(body: str, language: str) -> str:
    """Say what stands in a chapter by its headings, or by its first sentence when it has none."""
    headings = [heading.strip() for heading in _HEADING.findall(body)]
    if headings:
        return f"本章内容：{'；'.join(headings)}。" if language == "zh" else f"In this chapter: {'; '.join(headings)}."
    end = "。" if language == "zh" else ". "
    return body.strip().split("\n")[0].replace("**", "").split(end)[0] + end.strip()
