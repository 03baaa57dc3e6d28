"""What a file would change, worked out before anybody decides: new, changed, unchanged and lost investigations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from alerts.trade.choices import Origin
from alerts.trade.intake.base import Fault, Reader, Reading
from alerts.trade.intake.collection import CollectionReader
from alerts.trade.intake.records import Record, merged
from alerts.trade.intake.usitc_ids import UsitcReader
from alerts.trade.models import Investigation

READERS: tuple[Reader, ...] = (CollectionReader(), UsitcReader())
#: A file that lacks more than this share of what its source gave before is not believed.
MOST_LOST = 0.02
_NO_CHANGE = {"recorded_on"}


@dataclass(frozen=True)
class Changed:
    """A record that differs from the collection's; `fields` names what differs, none of them for a new one."""

    record: Record
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What a file would do. With `faults` it does nothing."""

    origin: Origin
    new: Sequence[Changed] = ()
    changed: Sequence[Changed] = ()
    unchanged: Sequence[Record] = ()
    lost: Sequence[str] = ()
    known: int = 0
    faults: Sequence[Fault] = ()
    raws: Mapping[str, Any] = field(default_factory=dict)

    @property
    def loses_too_much(self) -> bool:
        """Whether more than MOST_LOST of what this source gave before is missing."""
        return len(self.lost) > self.known * MOST_LOST

    @property
    def does_nothing(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.new or self.changed or self.unchanged)


def plan_of(body: bytes) -> Plan:
    """Read a file of any known format and compare it with the collection. Two queries."""
    origin, reading = _read(body)
    if reading.faults:
        return Plan(origin, faults=reading.faults)
    return compared(origin, reading)


def compared(origin: Origin, reading: Reading) -> Plan:
    """Compare what was read with the collection."""
    known = known_records(record.number for record in reading.records)
    new, changed, unchanged = [], [], []
    for record in reading.records:
        before = known.get(record.key)
        after = merged(before, record)
        differs = differing(before, after) if before else ()
        if before is None:
            new.append(Changed(after))
        elif differs:
            changed.append(Changed(after, differs))
        else:
            unchanged.append(after)
    numbers = {record.key for record in reading.records}
    authorities = {record.authority for record in reading.records}
    given = Investigation.objects.filter(origin=origin, authority__in=authorities).values_list("authority", "number")
    before_now = list(given)
    lost = sorted(number for authority, number in before_now if (authority, number) not in numbers)
    return Plan(origin, new, changed, unchanged, lost, len(before_now), raws=reading.raws)


def known_records(numbers: Iterable[str]) -> dict[tuple[str, str], Record]:
    """Give the collection's records of some numbers by (authority, number)."""
    rows = Investigation.objects.filter(number__in=list(numbers)).values_list("record", flat=True)
    return {record.key: record for record in map(Record.model_validate, rows)}


def differing(before: Record, after: Record) -> tuple[str, ...]:
    """Name the fields in which two records differ; the day of reading does not count."""
    return tuple(
        name for name in Record.model_fields if name not in _NO_CHANGE and getattr(before, name) != getattr(after, name)
    )


def _read(body: bytes) -> tuple[Origin, Reading]:
    def fault(place: str, message: str) -> tuple[Origin, Reading]:
        return Origin.COLLECTION, Reading([], {}, [Fault(place, "", message)])

    try:
        document = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return fault(_("byte %(byte)s") % {"byte": error.start + 1}, _("is no UTF-8 text"))
    except json.JSONDecodeError as error:
        place = _("line %(line)s, column %(column)s") % {"line": error.lineno, "column": error.colno}
        return fault(place, _("The file is no JSON from here on."))
    except RecursionError:
        return fault(_("the file"), _("is nested too deeply"))
    reader = next((each for each in READERS if each.understands(document)), None)
    if reader is None:
        return fault(_("the file"), _("is of no form we know: neither this portal's nor that of the USITC database"))
    reading = reader.read(document)
    if not reading.records and not reading.faults:
        return fault(_("the file"), _("holds no investigation"))
    return reader.origin, reading
