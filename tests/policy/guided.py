"""What the matrix knows of guides: one chapter that everybody reads, one on the desk, and a check that waits for a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.guides.choices import Code
from alerts.guides.models import Chapter, Check
from alerts.guides.services import chapters, checks
from alerts.publishing.choices import Kind
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.tenancy import scope as scopes
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
