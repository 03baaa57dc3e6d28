"""What this room shows on the page of an incident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exhibitions.desk.access import may_write
from exhibitions.desk.hooks import IncidentPart
from exhibitions.desk.models import Incident
from exhibitions.results.choices import SumKind
from exhibitions.results.models import Outcome
from exhibitions.results.selectors.sums import in_words
from portal.accounts.actors import Actor


def _outcome(incident: Incident, actor: Actor) -> Mapping[str, Any] | None:
    """Give how it ended, for staff. At most two queries."""
    if not actor.is_staff:
        return None
    found = Outcome.objects.filter(incident=incident).prefetch_related("sums").first()
    sums = list(found.sums.all()) if found else []
    return {
        "outcome": found, "is_closed": incident.state == "closed", "may_write": may_write(actor, incident),
        "costs": in_words(each for each in sums if each.kind != SumKind.AVERTED),
        "averted": [each for each in sums if each.kind == SumKind.AVERTED],
    }  # fmt: skip


OUTCOME = IncidentPart("results/_outcome.html", _outcome)
