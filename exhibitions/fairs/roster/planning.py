"""Compare a roster with a delegation: what each row would do. The plan is drawn as the preview and carried out as it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from exhibitions.fairs.choices import STANDING, ParticipantState, Source
from exhibitions.fairs.models import Delegation, Exhibit, Participant
from exhibitions.fairs.roster.reading import LABELS, Row
from exhibitions.fairs.services.matching import Known, firms_known
from portal.accounts.actors import Actor
from portal.reference.countries import country_names
from portal.tabular import Fault

Verdict = Literal["new", "changed", "same"]
#: Columns that a roster writes; an empty cell leaves what stands there.
WRITTEN = (
    "name",
    "uscc",
    "name_en",
    "hall",
    "booth",
    "contact_name",
    "contact_phone",
    "contact_email",
    "markets",
    "note",
)


@dataclass(frozen=True)
class Cell:
    """One cell that changes, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """What one row does: to whom, which columns become what, which exhibits are new."""

    row: Row
    verdict: Verdict
    participant: Participant | None
    columns: Mapping[str, Any]
    exhibits: Sequence[str]
    cells: Sequence[Cell]
    known: Known | None
    remark: str

    @property
    def label(self) -> str:
        """The verdict in words."""
        return {"new": _("New"), "changed": _("Changes"), "same": _("Stays as it is")}[self.verdict]


@dataclass(frozen=True)
class Plan:
    """The whole roster against the delegation."""

    rows: Sequence[Planned]
    faults: Sequence[Fault]
    # Two plans with the same digest do the same.
    digest: str

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return sum(1 for row in self.rows if row.verdict == verdict)

    @property
    def new(self) -> int:
        return self.count("new")

    @property
    def changed(self) -> int:
        return self.count("changed")

    @property
    def same(self) -> int:
        return self.count("same")


def plan(*, delegation: Delegation, rows: Sequence[Row], actor: Actor) -> Plan:
    """Work out what `rows` would do to a delegation. Four queries, whatever their number."""
    people = list(Participant.objects.filter(delegation=delegation).order_by("pk"))
    standing = [person for person in people if person.state in STANDING]
    # Where a firm asked and the center entered it too, the center's row is the roster's.
    by_code = {person.uscc: person for person in sorted(standing, key=_confirmed_last) if person.uscc}
    by_name = {person.name: person for person in sorted(standing, key=_confirmed_last)}
    gone = {person.uscc or person.name for person in people if person.state == ParticipantState.WITHDRAWN}
    known = firms_known(codes={row.uscc for row in rows}, actor=actor)
    shown: dict[int, set[str]] = {}
    for pk, name in Exhibit.objects.filter(participant__delegation=delegation).values_list("participant_id", "name"):
        shown.setdefault(pk, set()).add(name)
    planned: list[Planned] = []
    faults: list[Fault] = []
    taken: dict[int, int] = {}
    for row in rows:
        found = by_code.get(row.uscc) if row.uscc else None
        if found is None and (named := by_name.get(row.name)) is not None and not (row.uscc and named.uscc):
            found = named
        if found is not None and taken.setdefault(found.pk, row.line) != row.line:
            faults.append(
                Fault(row.line, "name", _("The same firm stands in line %(line)d already.") % {"line": taken[found.pk]})
            )
            continue
        planned.append(_planned(row, found, known.get(row.uscc), shown.get(found.pk, set()) if found else set(), gone))
    return Plan(planned, faults, _digest(planned))


def _confirmed_last(person: Participant) -> bool:
    return person.state == ParticipantState.CONFIRMED


def _planned(row: Row, found: Participant | None, known: Known | None, shown: set[str], gone: set[str]) -> Planned:
    wanted = {
        name: list(value) if isinstance(value, tuple) else value for name in WRITTEN if (value := getattr(row, name))
    }
    remark = ""
    if known is not None and known.name != row.name:
        remark = _("Registered under this code: %(name)s. Compare before you import.") % {"name": known.name}
    elif found is None and (row.uscc or row.name) in gone:
        remark = _("The firm has withdrawn from this delegation before.")
    if found is None:
        return Planned(row, "new", None, wanted, row.exhibits, (), known, remark)
    if found.source == Source.FIRM:
        wanted.pop("name", None)
        wanted.pop("uscc", None)
    changed = {name: value for name, value in wanted.items() if getattr(found, name) != value}
    cells = [
        Cell(str(LABELS[name]), _words(name, getattr(found, name)), _words(name, value))
        for name, value in changed.items()
    ]
    if found.state == ParticipantState.ASKED:
        changed["state"] = ParticipantState.CONFIRMED.value
        cells.append(Cell(str(LABELS["state"]), str(found.get_state_display()), str(ParticipantState.CONFIRMED.label)))
    new = [name for name in row.exhibits if name not in shown]
    if new:
        cells.append(Cell(str(LABELS["exhibits"]), "", "；".join(new)))
    verdict: Verdict = "changed" if changed or new else "same"
    return Planned(row, verdict, found, changed, new, cells, known, remark)


def _words(name: str, value: Any) -> str:
    return country_names(value) if name == "markets" else str(value)


def _digest(rows: Sequence[Planned]) -> str:
    told = [
        [row.row.line, row.verdict, row.participant.pk if row.participant else 0, dict(row.columns), list(row.exhibits)]
        for row in rows
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
