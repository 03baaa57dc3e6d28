"""What the demo publishes: real facts with their sources, through the desk as an editor and a reviewer do it.

`demo/content/<kind>/<slug>.yaml` are texts of public facts. A few invented ones, marked as such, stand in the states that
a desk shows: being written, in review, scheduled, offered, retracted.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition, Item
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish, item_unpublish
from demo.people import HOME, address
from portal.accounts.actors import Actor, Seat
from portal.accounts.models import User
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

CONTENT = Path(__file__).parent / "content"
KINDS = (Kind.LAW, Kind.CASE, Kind.ALERT, Kind.NEWS)
_PLAIN = (
    "countries",
    "industries",
    "ip_kinds",
    "happened_on",
    "effective_on",
    "act_by",
    "level",
    "right",
    "parts",
    "tags",
)
_WHY = ("演示撤稿：原文日期有误。", "Demonstration of a retraction: the date was wrong.")
_SOURCE = {"title": "演示来源", "url": "", "seen_on": "2026-11-23"}


def desk_actor(local: str, role: str, center: Center) -> Actor:
    """Give a demo account at its desk."""
    person = User.objects.get(email=address(local))
    kind = "national" if center.kind == Center.Kind.NATIONAL else "center"
    return Actor(person.pk, Seat("demo", kind, frozenset({role}), center.pk), second_factor=True)  # type: ignore[arg-type]


def words_of(raw: dict[str, Any]) -> dict[str, Any]:
    """Turn a file into columns of a text."""
    words = {name: raw[name] for name in _PLAIN if raw.get(name)}
    for name in ("title", "summary", "instrument"):
        if found := raw.get(name):
            words |= {f"{name}_zh": found["zh"], f"{name}_en": found["en"]}
    words["sources"] = [
        {"title": source["title"], "url": source.get("url") or "", "seen_on": str(source.get("seen_on") or "")}
        for source in raw["sources"]
    ]
    for name in ("happened_on", "effective_on", "act_by"):
        if name in words:
            words[name] = str(words[name])
    return words


def make_texts(centers: dict[str, Center]) -> int:
    """Publish every file, oldest event first, and the invented ones; return how many items there are."""
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    editor, reviewer = desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national)
    files = [yaml.safe_load(path.read_text()) for kind in KINDS for path in sorted((CONTENT / kind).glob("*.yaml"))]
    for raw in sorted(files, key=lambda each: str(each.get("happened_on") or each.get("effective_on") or "")):
        publish(Kind(raw["kind"]), raw["slug"], words_of(raw), editor, reviewer)
    _invented(editor, reviewer, centers[HOME])
    # Nobody's bell rings fifty times for what was there when they came.
    OutboxEvent.objects.filter(topic="notice", payload__template__startswith="publishing/").delete()
    return Item.objects.count()


def publish(kind: Kind, slug: str, words: dict[str, Any], writer: Actor, approver: Actor) -> Edition:
    """Take a text the whole way: written by one, approved by another, out."""
    item = hand_in(kind, slug, words, writer)
    with scopes.enter(scopes.system(approver.user_id)):
        review.item_approve(item=item, actor=approver)
    edition = item_publish(item_id=item.pk)
    assert edition is not None, f"{kind}/{slug} did not go out"
    return edition


def hand_in(kind: Kind, slug: str, words: dict[str, Any], writer: Actor) -> Item:
    """Write a text and hand it in."""
    with scopes.enter(scopes.system(writer.user_id)):
        item = drafts.item_begin(kind=kind, actor=writer, slug=slug, words=words)
        return review.item_submit(item=item, actor=writer)


def _words(title_zh: str, title_en: str, **more: Any) -> dict[str, Any]:
    part = {"zh": "本文为演示内容，不涉及真实事件。", "en": "This text is a demonstration and speaks of no real event."}
    return {
        "title_zh": f"（演示）{title_zh}",
        "title_en": f"(Demonstration) {title_en}",
        "summary_zh": "演示内容，用于展示编辑部的各个状态。",
        "summary_en": "A demonstration of the states of a desk.",
        "parts": dict.fromkeys(("happened", "affected", "todo", "body"), part),
        "sources": [_SOURCE],
        **more,
    }


def _invented(editor: Actor, reviewer: Actor, home: Center) -> None:
    with scopes.enter(scopes.system(editor.user_id)):
        drafts.item_begin(
            kind=Kind.ALERT, actor=editor, slug="demo-draft", words=_words("撰写中的预警", "An alert being written")
        )
    hand_in(Kind.NEWS, "demo-review", _words("等待审核的动态", "News waiting for review"), editor)
    scheduled = hand_in(Kind.NEWS, "demo-scheduled", _words("定时发布的动态", "News with an embargo"), editor)
    with scopes.enter(scopes.system(reviewer.user_id)):
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        review.item_approve(item=scheduled, actor=reviewer, goes_out_at=tomorrow)
    wrong = publish(
        Kind.ALERT,
        "demo-retracted",
        _words("已撤稿的预警", "An alert that was retracted", level="notice"),
        editor,
        reviewer,
    )
    with scopes.enter(scopes.system(reviewer.user_id)):
        review.item_retract(item=wrong.item, actor=reviewer, notice_zh=_WHY[0], notice_en=_WHY[1])
    item_unpublish(item_id=wrong.item_id, notice_zh=_WHY[0], notice_en=_WHY[1])
    handler, supervisor = desk_actor("handler", "handler", home), desk_actor("supervisor", "supervisor", home)
    local = publish(
        Kind.NEWS, "demo-local-news", _words("分中心举办海外维权沙龙", "A center holds a salon"), handler, supervisor
    )
    with scopes.enter(scopes.system(supervisor.user_id)):
        review.offer_make(item=local.item, actor=supervisor)
