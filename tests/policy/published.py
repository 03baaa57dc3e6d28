"""What the matrix's world publishes: a draft on the desk of each center, and one edition of every kind that everybody reads."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from alerts.library.services.drafting import draft_begin
from alerts.publishing.choices import Kind
from alerts.publishing.models import Attachment
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests import people
from tests.cases_made import filed_case
from tests.people import Person
from tests.policy import guided
from tests.publishing.made import actor_of, words

if TYPE_CHECKING:
    from tests.policy.world import World

SLUGS = {kind: f"world-{kind}" for kind in (Kind.ALERT, Kind.LAW, Kind.CASE, Kind.REPORT, Kind.NEWS)}


def build(world: World) -> None:
    """Write the drafts and publish the editions."""
    from tests.policy.world import AT_HERE, AT_NATION, AT_THERE, ON_DESK

    editor, reviewer = world.people["editor"], world.people["reviewer"]
    # The auditor reads who did what, so their name is no canary.
    elsewhere = people.person("handler", center=world.there)
    desks = (
        (world.here, world.people["handler"], AT_HERE),
        (world.there, elsewhere, AT_THERE),
        (world.national, editor, AT_NATION),
    )
    for center, writer, mark in desks:
        world.desks[center.pk] = _draft(writer, f"draft-{center.pk}", f"{mark} {ON_DESK}")
    for kind, slug in SLUGS.items():
        _publish(kind, slug, editor, reviewer)
    guided.build(world)
    _origins(world, elsewhere)


def _draft(writer: Person, slug: str, mark: str) -> dict[str, Any]:
    """An item with two versions and a picture, in the hands of its writer."""
    actor = actor_of(writer)
    marked = {"title_zh": f"标题{mark}", "summary_zh": f"摘要{mark}", "parts": {"body": {"zh": mark, "en": mark}}}
    with scopes.enter(scopes.system(writer.pk)):
        item = drafts.item_begin(kind=Kind.NEWS, actor=actor, slug=slug, words=words(Kind.NEWS, **marked))
        review.item_submit(item=item, actor=actor)
        review.item_take_back(item=item, actor=actor)
        body = f"picture of {mark}".encode()
        picture = Attachment.objects.create(
            item=item, center_id=item.center_id, name=f"{mark}.png", size=len(body), media_type="image/png", state="clean",
            storage_key=default_storage.save(f"world/{slug}.png", ContentFile(body)), is_picture=True, alt_zh=mark,
            sha256=hashlib.sha256(body).hexdigest(), sm3="0" * 64,
        )  # fmt: skip
        drafts.words_write(item=item, words={"attachments": [picture.pk]}, actor=actor)
    return {"item": item, "attachment": picture}


def _publish(kind: Kind, slug: str, editor: Person, reviewer: Person) -> None:
    with scopes.enter(scopes.system(editor.pk)):
        item = drafts.item_begin(kind=kind, actor=actor_of(editor), slug=slug, words=words(kind))
        review.item_submit(item=item, actor=actor_of(editor))
    with scopes.enter(scopes.system(reviewer.pk)):
        review.item_approve(item=item, actor=actor_of(reviewer))
    with scopes.enter(scopes.system()):
        assert item_publish(item_id=item.pk) is not None


def _origins(world: World, elsewhere: Person) -> None:
    """A draft for the library at each of the two centers, made of a case of its own."""
    from tests.policy.world import marks

    for at, enterprise, writer in (
        (world.here, world.ours, world.people["handler"]),
        (world.there, world.theirs, elsewhere),
    ):
        mark = marks(world, at.pk, enterprise)
        case = filed_case(at, enterprise, state="closed", consent_library="2026-1", summary=f"案情{mark}")
        with scopes.enter(scopes.center(at.pk, writer.pk)):
            world.desks[at.pk]["origin"] = draft_begin(case=case, actor=actor_of(writer), sources=["summary"])


def on_desk(world: World, persona: str, relation: Relation) -> dict[str, Any]:
    """Give what stands in a relation: the own center's draft, or another center's."""
    if persona in people.NATIONAL_PERSONAS:
        center = world.here if relation == "other_center" else world.national
    else:
        center = world.there if relation == "other_center" else world.here
    found: dict[str, Any] = world.desks[center.pk]
    return found
