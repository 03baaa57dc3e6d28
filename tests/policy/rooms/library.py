"""What the matrix knows of the library of typical cases: drafts made of the two centers' own cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.library.services.drafting import draft_begin
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests import people
from tests.cases_made import filed_case
from tests.policy.rooms.publishing import on_desk
from tests.policy.targets import NOTHING, Body, Kwargs, target
from tests.publishing.made import actor_of

if TYPE_CHECKING:
    from tests.policy.world import World


def build(world: World) -> None:
    """A draft for the library at each of the two centers, made of a case of its own."""
    from tests.policy.world import marks

    elsewhere = people.person("handler", center=world.there)
    for at, enterprise, writer in (
        (world.here, world.ours, world.people["handler"]),
        (world.there, world.theirs, elsewhere),
    ):
        mark = marks(world, at.pk, enterprise)
        case = filed_case(at, enterprise, state="closed", consent_library="2026-1", summary=f"案情{mark}")
        with scopes.enter(scopes.center(at.pk, writer.pk)):
            world.desks[at.pk]["origin"] = draft_begin(case=case, actor=actor_of(writer), sources=["summary"])


@target("origin")
def origin(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return {"public_id": on_desk(world, persona, relation)["origin"].public_id}


BODIES: dict[str, Body] = {
    "library:consent": {"declared": "given", "manner": "phone"},
    "library:begin": {"sources": ["summary"]},
    "library:decide": {"all": "1"},
    "library:add": {"words": "案情", "what": "other", "zh": "略", "en": "omitted"},
    "library:texts": {"right": "patent", "facts_zh": "改过的案情"},
    "library:pass": {"key": "x", "words": "x", "reason": "一个理由"},
    "library:hand_over": {"slug": "one-more-case", "read": "on"},
}
