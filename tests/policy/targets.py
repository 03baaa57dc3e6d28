"""How to reach an object of each target kind: for a persona and a relation, the arguments of the address.

An app that adds a target kind to its policy rows adds a provider here. It returns None where a relation cannot exist
for a persona; for `nonexistent` it returns well-formed ids of nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition
from portal.policy.personas import ENTERPRISE
from portal.policy.table import Relation
from tests.policy import published, subscribed, traded
from tests.policy.fees import fee_proposal, fees
from tests.policy.guided import guided
from tests.policy.published import on_desk
from tests.policy.world import World

Kwargs = dict[str, Any]
Provider = Callable[[World, str, Relation], Kwargs | None]
PROVIDERS: dict[str, Provider] = {}
NOTHING = UUID("00000000-0000-7000-8000-000000000000")


def target(kind: str) -> Callable[[Provider], Provider]:
    """Register the provider of a target kind."""

    def register(provider: Provider) -> Provider:
        PROVIDERS[kind] = provider
        return provider

    return register


@target("case")
def case(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found = world.case(persona, relation)
    return {"public_id": found.public_id} if found else None


@target("draft")
def draft(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found = world.draft(persona, relation)
    return {"public_id": found.public_id} if found else None


def _hanging(kind: str, name: str | None = None) -> Provider:
    """An object that hangs on a case: alone in the address as `public_id`, or beside the case as `name`."""

    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        key = "public_id" if name is None else name
        if relation == "nonexistent":
            # A real case of the person's with an id of nothing on it: the inner gate answers.
            own = world.case(persona, "mine")
            outer: Kwargs = {} if name is None else {"public_id": own.public_id if own else NOTHING}
            return outer | {key: 0 if kind == "task" else NOTHING}
        found = world.case(persona, relation)
        # An applicant is shown an opinion once it is countersigned.
        shown = "issued_opinion" if kind == "opinion" and persona in ENTERPRISE else kind
        thing = world.thing(found, shown)
        if found is None or thing is None:
            return None
        identity = thing.pk if kind == "task" else thing.public_id
        return {key: identity} if name is None else {"public_id": found.public_id, key: identity}

    return provide


target("file")(_hanging("file"))
target("paper")(_hanging("paper"))
target("transfer")(_hanging("transfer"))
target("assignment")(_hanging("assignment"))
target("assignment_of_case")(_hanging("assignment", "assignment_id"))
target("opinion")(_hanging("opinion", "opinion_id"))
target("task")(_hanging("task", "task_id"))
target("deadline")(_hanging("deadline", "deadline_id"))


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


@target("wish")
def wish(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"wish": NOTHING}
    if relation == "mine":
        own = world.extras.get(f"wish of {persona}")
        return {"wish": own.key} if own else None
    return {"wish": subscribed.WISH}


@target("edition_of")
def edition_of(world: World, persona: str, relation: Relation) -> Kwargs | None:
    # What everybody reads stands in no relation to anybody.
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    slug = published.SLUGS[Kind.ALERT]
    return {"public_id": Edition.objects.get(kind=Kind.ALERT, slug=slug, is_current=True).public_id}


@target("investigation")
def investigation(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """One for everybody: what stands in the collection is nobody's."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return {"public_id": traded.things(world)[0].public_id} if relation == "other_center" else None


@target("trade_change")
def trade_change(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """A change that the persona prepared, or (all but the editor's own) the colleague's."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    own, colleague = traded.things(world)[1:]
    if relation == "mine":
        return {"public_id": own.public_id} if persona == "editor" else None
    return {"public_id": colleague.public_id} if relation == "same_org" else None


@target("fee_office")
def fee_office(world: World, persona: str, relation: Relation) -> Kwargs | None:
    # What everybody reads stands in no relation to anybody.
    return {"code": "NOWHERE"} if relation == "nonexistent" else {"code": fees(world).office.code}


@target("fee")
def fee(world: World, persona: str, relation: Relation) -> Kwargs | None:
    return {"public_id": NOTHING if relation == "nonexistent" else fees(world).public_id}


@target("fee_batch")
def fee_batch(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """Proposals belong to the nation: one's own, and a colleague's that waits."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    if relation == "mine" and persona in {"editor", "reviewer"}:
        return {"public_id": fee_proposal(world, persona).public_id}
    return {"public_id": fee_proposal(world, "colleague").public_id} if relation != "mine" else None


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


@target("origin")
def origin(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return {"public_id": on_desk(world, persona, relation)["origin"].public_id}
