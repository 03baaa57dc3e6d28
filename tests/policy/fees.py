"""What the matrix knows of official fees: one published fee, and proposals of an editor, a reviewer and a colleague."""

from __future__ import annotations

from alerts.fees.models import Batch, Fee
from alerts.fees.services import proposals
from alerts.fees.services.loading import fees_load
from portal.tenancy import scope as scopes
from tests import people
from tests.handling.conftest import actor_of
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
