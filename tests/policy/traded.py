"""What the matrix's world holds of trade data: one investigation, and a change of the editor and one of a colleague."""

from __future__ import annotations

from typing import Any

from alerts.trade.intake.collection import CollectionReader
from alerts.trade.models import Change, Investigation
from alerts.trade.services.writing import investigations_write
from tests.policy.world import World
from tests.trade.files import own_file, own_item


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
