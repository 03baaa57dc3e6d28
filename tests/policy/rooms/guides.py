"""What the matrix knows of guides: one chapter that everybody reads, one on the desk, and a check that waits for a reviewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from alerts.guides.choices import Code
from alerts.guides.models import Chapter, Check
from alerts.guides.services import chapters, checks
from alerts.publishing.choices import Kind
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests.policy.targets import NOTHING, Body, Kwargs, target
from tests.publishing.made import actor_of, words

if TYPE_CHECKING:
    from tests.policy.world import World


def build(world: World) -> None:
    """Begin a guide, publish its first chapter by two people and have its owner ask for a check."""
    editor, reviewer = world.people["editor"], world.people["reviewer"]
    with scopes.enter(editor.scope()):
        begun = chapters.guide_begin(country="US", actor=actor_of(editor))
        chapters.chapters_hand(country="US", owners={Code.SYSTEM: editor.pk}, actor=actor_of(editor))
        item = drafts.words_write(item=begun[0].item, words=words(Kind.GUIDE), actor=actor_of(editor))
        item = review.item_submit(item=item, actor=actor_of(editor))
    with scopes.enter(reviewer.scope()):
        review.item_approve(item=item, actor=actor_of(reviewer))
    with scopes.enter(scopes.system()):
        item_publish(item_id=item.pk)
        chapter = Chapter.objects.get(pk=begun[0].pk)
    with scopes.enter(editor.scope()):
        check = checks.check_ask(chapter=chapter, note="已核对", actor=actor_of(editor))
    world.extras["guides"] = (chapter, check)


def guided(world: World) -> tuple[Chapter, Check]:
    """Give the published chapter and the check that waits."""
    found: Any = world.extras["guides"]
    chapter, check = found
    return chapter, check


@target("chapter")
def chapter(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return None if relation == "other_center" else {"public_id": guided(world)[0].public_id}


@target("check")
def check(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return None if relation == "other_center" else {"public_id": guided(world)[1].public_id}


BODIES: dict[str, Body] = {
    "guides:begin": {"country": "VN"},
    "guides:hand": {"system": ""},
    "guides:settle": {"months": "3"},
    "guides:check": {"note": "已核对"},
    "guides:answer": {"answer": "refused", "reason": "补充核对"},
}

PLAIN: dict[str, Mapping[str, Any]] = {
    **{f"guides:{route}": {"country": "us"} for route in ("guide", "file", "hand")},
    "guides:chapter": {"country": "us", "chapter": "system"},
    "guides:chapter_version": {"country": "us", "chapter": "system", "number": 1},
}
