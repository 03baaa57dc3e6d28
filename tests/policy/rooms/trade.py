"""What the matrix's world holds of trade data: one investigation, and a change of the editor and one of a colleague."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from alerts.trade.intake.collection import CollectionReader
from alerts.trade.models import Change, Investigation
from alerts.trade.services.writing import investigations_write
from portal.policy.table import Relation
from tests.policy.targets import NOTHING, Body, Kwargs, target
from tests.trade.files import own_file, own_item

if TYPE_CHECKING:
    from tests.policy.world import World


def things(world: World) -> tuple[Investigation, Change, Change]:
    """Give (and make at first use, in the system scope) the investigation, the editor's change and the colleague's."""
    if (0, "trade") not in world.things:
        reading = CollectionReader().read(own_file(own_item("337-TA-1500")))
        investigations_write(
            records=list(reading.records), raws=reading.raws, origin=CollectionReader.origin, change_id=None
        )
        editor, colleague = world.people["editor"].user, world.colleagues["coordinator"].user
        world.things[0, "trade"] = (
            Investigation.objects.get(number="337-TA-1500"),
            *(_change(who, number) for who, number in ((editor, "337-TA-1501"), (colleague, "337-TA-1502"))),
        )
    found: tuple[Investigation, Change, Change] = world.things[0, "trade"]
    return found


def _change(author: Any, number: str) -> Change:
    record = CollectionReader().read(own_file(own_item(number))).records[0]
    return Change.objects.create(
        origin="collection",
        name=f"{number}.json",
        records=[record.model_dump(mode="json")],
        summary={"new": [number], "changed": {}, "unchanged": [], "lost": [], "bases": {}},
        prepared_by=author,
    )


@target("investigation")
def investigation(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """One for everybody: what stands in the collection is nobody's."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    return {"public_id": things(world)[0].public_id} if relation == "other_center" else None


@target("trade_change")
def trade_change(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """A change that the persona prepared, or (all but the editor's own) the colleague's."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    own, colleague = things(world)[1:]
    if relation == "mine":
        return {"public_id": own.public_id} if persona == "editor" else None
    return {"public_id": colleague.public_id} if relation == "same_org" else None


def _investigations(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    body = json.dumps(own_file(own_item("337-TA-1503"))).encode()
    return {"file": SimpleUploadedFile("new.json", body, "application/json")}


BODIES: dict[str, Body] = {
    "trade:import": _investigations,
    "trade:edit": {"state": "ended", "outcome": "settled", "title_zh": "补充的标题"},
}
