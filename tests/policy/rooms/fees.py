"""What the matrix knows of official fees: one published fee, and proposals of an editor, a reviewer and a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from alerts.fees.models import Batch, Fee
from alerts.fees.services import proposals
from alerts.fees.services.loading import fees_load
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests import people
from tests.fees.files import RATE, ROW, file_of
from tests.handling.conftest import actor_of
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

VALUES = {
    "code": "KIPO", "country": "KR", "name_zh": "韩国知识产权厅", "name_en": "Korean Intellectual Property Office", "currency": "KRW",
    "source_url": "https://www.kipo.go.kr",
}  # fmt: skip


def fees(world: World) -> Fee:
    """Give a published fee, loading those that come with the portal at first use."""
    if "fees" not in world.extras:
        editor, reviewer = (actor_of(people.person(code)) for code in ("editor", "reviewer"))
        fees_load(editor=editor, reviewer=reviewer)
        world.extras["fees"] = Fee.objects.select_related("office").order_by("pk")[0]
    fee: Fee = world.extras["fees"]
    return fee


def fee_proposal(world: World, whose: str) -> Batch:
    """Give a proposal that waits: of the persona named, or of a colleague whom no persona is."""
    key = f"fee_proposal_{whose}"
    if key not in world.extras:
        # What a reviewer prepared while they were an editor stays theirs.
        person = world.people[whose] if whose in world.people else people.person("editor")
        editor = people.Person("editor", person.user, person.seat_key, person.center)
        actor = actor_of(editor)
        with scopes.enter(actor.scope()):
            batch = proposals.office_batch_draft(title=f"{whose}", offices=[VALUES], actor=actor)
            world.extras[key] = proposals.batch_propose(batch=batch, actor=actor)
    found: Batch = world.extras[key]
    return found


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


def _fee_file(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"title": "一份费用", "file": SimpleUploadedFile("fees.csv", file_of(ROW), "text/csv")}


BODIES: dict[str, Body] = {
    "fees:import": _fee_file,
    "fees:enter_fee": dict(ROW),
    "fees:enter_office": dict(VALUES),
    "fees:enter_rate": dict(RATE),
    "fees:decide": {"decision": "release"},
}  # fmt: skip
