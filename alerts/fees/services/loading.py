"""Bring the project's own files of offices and fees in, the way every other file comes in: proposed, then released."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from alerts.fees.forms.desk import OfficeForm
from alerts.fees.models import Batch, Office
from alerts.fees.services import proposals
from alerts.fees.table import read_table
from portal.accounts.actors import Actor
from portal.tabular import Fault
from portal.tenancy import scope as scopes

DATA = Path(__file__).parents[1] / "data"


class FaultyDataError(Exception):
    """A file of the project is broken; `faults` says where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(f"{line} {column}: {message}" for line, column, message in faults))
        self.faults = faults


def fees_load(*, editor: Actor, reviewer: Actor) -> list[Batch]:
    """Have `editor` propose and `reviewer` release the offices and fees that do not stand yet; give what was released."""
    released = []
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        offices = []
        for number, values in enumerate(csv.DictReader(file), start=2):
            form = OfficeForm(values)
            if form.is_valid():
                offices.append(form.values)
            elif not form.has_error("__all__", "same"):
                faults = [Fault(number, column, " ".join(map(str, words))) for column, words in form.errors.items()]
                raise FaultyDataError(faults)
    if offices:
        with scopes.enter(editor.scope()):
            batch = proposals.office_batch_draft(title="官费数据：主管机构", offices=offices, actor=editor)
        released.append(_through(batch, editor, reviewer))
    with scopes.enter(editor.scope()):
        known = {office.code: office for office in Office.objects.order_by("code")}
        lines, faults = read_table((DATA / "official_fees.csv").read_bytes(), known)
        deeds, clashes = proposals.fees_compare(lines)
        if faults or clashes:
            raise FaultyDataError([*faults, *clashes])
        wanted = [deed for deed in deeds if deed.change in proposals.KEPT]
        if not wanted:
            return released
        batch = proposals.fees_batch_draft(
            title="官费数据：首批费率", deeds=deeds, actor=editor, file_name="official_fees.csv"
        )
    return [*released, _through(batch, editor, reviewer)]


def _through(batch: Batch, editor: Actor, reviewer: Actor) -> Batch:
    with scopes.enter(editor.scope()):
        proposals.batch_propose(batch=batch, actor=editor)
    with scopes.enter(reviewer.scope()):
        proposals.batch_release(batch=batch, actor=reviewer)
    return batch
