"""Rows of the permission table for experts."""

from __future__ import annotations

from cases.policy import CASE_REACH
from portal.policy.personas import CENTER, COORDINATORS, EXPERTS, NATIONAL
from portal.policy.table import Relation, Rule, rule

_HANDLING = frozenset({"handler", "supervisor"})
_SAME: frozenset[Relation] = frozenset({"mine", "same_center"})
_ANY: frozenset[Relation] = frozenset({"mine", "same_org", "same_center", "other_center"})
_MINE: frozenset[Relation] = frozenset({"mine"})

EXPERT_REACH = dict.fromkeys(CENTER, _SAME) | dict.fromkeys(NATIONAL, _ANY) | dict.fromkeys(EXPERTS, _MINE)
DESK_REACH = dict.fromkeys(EXPERTS, _MINE)

RULES: list[Rule] = [
    rule("experts:bank", "GET", CENTER | NATIONAL),
    rule("experts:add", "GET POST", _HANDLING | COORDINATORS),
    rule("experts:detail", "GET", CENTER | NATIONAL, target="expert", reach=EXPERT_REACH),
    rule("experts:change", "GET POST", _HANDLING | COORDINATORS, target="expert", reach=EXPERT_REACH),
    rule("experts:assign", "GET POST", _HANDLING, target="case", reach=CASE_REACH),
    rule("experts:revoke", "GET POST", _HANDLING, target="assignment_of_case", reach=CASE_REACH),
    rule("experts:home", "GET", EXPERTS),
    rule("experts:profile", "GET POST", EXPERTS, target="expert", reach=EXPERT_REACH),
    rule("experts:declare", "GET POST", EXPERTS, target="assignment", reach=DESK_REACH),
    rule("experts:leave", "GET POST", EXPERTS, target="assignment", reach=DESK_REACH),
    # The API opens what the pages open, to the same people.
    rule("api:assignments", "GET", EXPERTS),
    rule("api:assignment", "GET", EXPERTS, target="assignment", reach=DESK_REACH),
    rule("api:declaration", "POST", EXPERTS, target="assignment", reach=DESK_REACH),
    rule("api:leave", "POST", EXPERTS, target="assignment", reach=DESK_REACH),
    rule("api:case_assignments", "GET", CENTER | NATIONAL | EXPERTS, target="case", reach=CASE_REACH),
    rule("api:assignment_revoke", "POST", _HANDLING, target="assignment_of_case", reach=CASE_REACH),
]
