"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE, ENTERPRISE_WRITERS, NATIONAL
from portal.policy.reach import anywhere, at_center, own
from portal.policy.table import Rule, rule

WRITERS = CENTER | COORDINATORS
READERS = CENTER | NATIONAL
_OWN = at_center(WRITERS)
_READ = at_center(CENTER) | anywhere(NATIONAL)

RULES: list[Rule] = [
    rule("results:home", "GET", READERS | ENTERPRISE),
    rule("results:followup", "GET", READERS),
    rule("results:years", "GET", READERS),
    rule("results:years_csv", "GET", READERS),
    rule("results:lessons", "GET", NATIONAL),
    rule("results:outcome", "GET POST", WRITERS, target="desk_incident", reach=_OWN),
    rule("results:step", "GET POST", WRITERS, target="desk_incident", reach=_OWN),
    rule("results:report", "GET", READERS, target="desk_delegation", reach=_READ),
    rule("results:write", "GET POST", WRITERS, target="desk_delegation", reach=_OWN),
    # Who takes which step is workflow.py's.
    rule("results:act", "POST", WRITERS, target="desk_delegation", reach=_OWN),
    rule("results:file", "GET", READERS, target="results_file", reach=_READ),
    rule("results:feedback", "GET", ENTERPRISE, target="results_participant", reach=own(ENTERPRISE)),
    rule("results:feedback", "POST", ENTERPRISE_WRITERS, target="results_participant", reach=own(ENTERPRISE_WRITERS)),
]
