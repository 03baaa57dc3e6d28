"""Load a file into the collection at once, as the operator of the installation does: the command and the demo."""

from __future__ import annotations

from pathlib import Path

from alerts.trade.intake.base import FileSource, Source
from alerts.trade.intake.plan import Plan, plan_of
from alerts.trade.services.changes import change_release, import_prepare

#: The investigations that the project brings along, each with its source.
OWN_FILE = Path(__file__).resolve().parent.parent / "data" / "investigations.json"


def investigations_load(*, source: Source | None = None, forced_reason: str = "") -> tuple[Plan, int]:
    """Read, compare and write in the running (system) scope; return the plan and how many investigations were written.

    A second call with the same file writes nothing. Raises changes.Refused for a file with faults or with losses.
    """
    chosen = source or FileSource(OWN_FILE)
    body = chosen.fetch()
    plan = plan_of(body)
    if not plan.faults and not (plan.new or plan.changed) and not plan.loses_too_much:
        return plan, 0
    change = import_prepare(plan=plan, name=chosen.name, body=body, actor=None, forced_reason=forced_reason)
    return plan, change_release(change=change, actor=None)
