"""The portal's own form of a file of investigations: alerts/trade/data/investigations.json is one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from alerts.trade.choices import Origin
from alerts.trade.intake.base import Fault, Reading, faults_of, row_name
from alerts.trade.intake.records import Record

FORMAT = "zhinan-investigations-1"


class CollectionReader:
    """Reads `{"format", "authority", "recorded_on", "items": [Record …]}`; the head's values hold for every item."""

    origin = Origin.COLLECTION

    def understands(self, document: Any) -> bool:
        return isinstance(document, dict) and document.get("format") == FORMAT

    def read(self, document: Any) -> Reading:
        items = document.get("items")
        if not isinstance(items, list):
            return Reading([], {}, [Fault(_("the file"), "items", _("is no list"))])
        records: dict[tuple[str, str], Record] = {}
        raws: dict[str, Any] = {}
        faults: list[Fault] = []
        head = {name: document[name] for name in ("authority", "recorded_on") if name in document}
        for index, item in enumerate(items):
            if not isinstance(item, dict):
                faults.append(Fault(row_name(index, ""), "", _("is no object")))
                continue
            place = row_name(index, item.get("number"))
            try:
                record = Record.model_validate({**head, **item})
            except ValidationError as error:
                faults += faults_of(error, place)
                continue
            if record.key in records:
                faults.append(Fault(place, "number", _("stands in the file twice")))
            records[record.key] = record
            raws[record.number] = item
        return Reading(list(records.values()), raws, faults)
