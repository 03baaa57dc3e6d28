"""Objects of what comes after a fair: below the desk's delegations of a fair that is over, a report's file, a firm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from exhibitions.fairs.models import Delegation, Participant
from exhibitions.results.models import Report, ReportFile
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests import people
from tests.policy.rooms import desk, screening
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World


@target("results_file")
def report_file(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """Give the address of the report of a delegation of the desk, released and made."""
    if relation == "nonexistent":
        return {"public_id": NOTHING, "ending": "docx"}
    found = desk._of(world, persona, relation)
    return found and {"public_id": _released(found["delegation"]).public_id, "ending": "docx"}


def _released(delegation: Delegation) -> Delegation:
    writer, releaser = (
        people.person("handler", center=delegation.center),
        people.person("intake", center=delegation.center),
    )
    with scopes.enter(scopes.system(writer.pk)):
        if Report.objects.filter(delegation=delegation).exists():
            return delegation
        row = Report.objects.create(
            delegation=delegation, center_id=delegation.center_id, introduction="引言", assessment="评估", recommendations="建议"
        )  # fmt: skip
        row.state, row.row_version = "handed_in", 2
        row.save()
    with scopes.enter(scopes.system(releaser.pk)):
        row.refresh_from_db()
        row.state, row.row_version, row.content_hash = "released", 3, "0" * 64
        row.released_by_id, row.released_at = releaser.pk, timezone.now()
        row.save()
        ReportFile.objects.create(
            report=row, center_id=row.center_id, format="docx", state="ready", sha256="0" * 64, ready_at=timezone.now(),
            storage_key=default_storage.save(f"fairreports/world-{row.pk}", ContentFile(b"PK")),
        )  # fmt: skip
    return delegation


@target("results_participant")
def participant(world: World, persona: str, relation: Relation) -> Kwargs | None:
    """Give the address of a firm's participation; what a screening takes as its firm."""
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found: Participant = screening.things(world)["firms"][screening._place(persona, relation)]["participant"]
    return {"public_id": found.public_id}


PLAIN: dict[str, Kwargs] = {}
BODIES: dict[str, Body] = {
    "results:outcome": {
        "result": "nothing", "agreed": "无需进一步行动。", "showing": "yes", "version": "0", "keep": "1", "sums-TOTAL_FORMS": "0",
        "sums-INITIAL_FORMS": "0",
    },
    "results:step": {"next_step": "回访企业", "base_next_step": "", "base_next_due_at": ""},
    "results:write": {"introduction": "引言", "assessment": "", "recommendations": "", "version": "0"},
    "results:feedback": {"preparation": "4", "desk": "4", "experts": "", "material": "4", "version": "0"},
}  # fmt: skip
VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {"results:act": [{"verb": "hand_in"}]}
