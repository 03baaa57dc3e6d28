"""What the matrix's world publishes: a draft on the desk of each center, and one edition of every kind that everybody reads."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from alerts.publishing.choices import Kind, Verb
from alerts.publishing.models import Attachment, Edition
from alerts.publishing.selectors.reading import ROUTES
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_publish
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.policy.targets import NOTHING, Body, Kwargs, target
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
            storage_key=default_storage.save(f"publishing/world/{slug}.png", ContentFile(body)), is_picture=True, alt_zh=mark,
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


def on_desk(world: World, persona: str, relation: Relation) -> dict[str, Any]:
    """Give what stands in a relation: the own center's draft, or another center's."""
    if persona in people.NATIONAL_PERSONAS:
        center = world.here if relation == "other_center" else world.national
    else:
        center = world.there if relation == "other_center" else world.here
    found: dict[str, Any] = world.desks[center.pk]
    return found


@target("item")
def item(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return {"public_id": on_desk(world, persona, relation)["item"].public_id}


@target("attachment")
def attachment(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": on_desk(world, persona, "mine")["item"].public_id, "attachment": NOTHING}
    found = on_desk(world, persona, relation)
    return {"public_id": found["item"].public_id, "attachment": found["attachment"].public_id}


@target("edition_of")
def edition_of(world: World, persona: str, relation: Relation) -> Kwargs | None:
    # What everybody reads stands in no relation to anybody.
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    slug = SLUGS[Kind.ALERT]
    return {"public_id": Edition.objects.get(kind=Kind.ALERT, slug=slug, is_current=True).public_id}


def _picture(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("a.png", b"picture", "image/png"), "alt_zh": "一张图"}


BODIES: dict[str, Body] = {
    "publishing:begin": {"kind": "news", "title_zh": "一条消息", "slug": "one-more"},
    "publishing:edit": {
        "title_zh": "改过的标题",
        "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0",
    },
    "publishing:preview": {"text": "### 一段"},
    "publishing:act": {"comment": "一个理由", "notice_zh": "一个理由", "read": "on"},
    "publishing:offer": {"decision": "leave", "edition": "1"},
    "publishing:attachment_add": _picture,
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "publishing:act": [{"verb": verb.value} for verb in Verb if verb not in {Verb.PUBLISH, Verb.BOUNCE}],
    "publishing:diff": [{"before": 1, "after": 2}],
}

_PAGES = {f"publishing:{route}": {"slug": SLUGS[kind]} for kind, route in ROUTES.items() if kind in SLUGS}
_FEEDS = {"alerts": "atom", "laws": "json", "cases": "atom", "reports": "json", "news": "atom"}
PLAIN: dict[str, Mapping[str, Any]] = {
    **_PAGES,
    **{f"{route}_{part}": slug for route, slug in _PAGES.items() for part in ("pdf", "leaflet")},
    **{f"{route}_version": {**slug, "number": 1} for route, slug in _PAGES.items()},
    **{f"publishing:{name}_feed": {"form": form} for name, form in _FEEDS.items()},
    "publishing:file": {"public_id": NOTHING},
}

ANSWERS: dict[tuple[str, str], str] = {
    ("publishing:file", "*"): "absent",
    # Made by a worker, and none works here.
    **{(f"{route}_pdf", "*"): "absent" for route in _PAGES},
}
