"""Rows of the permission table for cases."""

from __future__ import annotations

from portal.policy.personas import CENTER, ENTERPRISE, EXPERTS, NATIONAL
from portal.policy.table import Relation, Rule

_OWN: frozenset[Relation] = frozenset({"mine", "same_org"})
_CENTER: frozenset[Relation] = frozenset({"mine", "same_center"})
_EXISTING: frozenset[Relation] = frozenset({"mine", "same_org", "same_center", "other_center"})
_MINE: frozenset[Relation] = frozenset({"mine"})

# Whose case answers to whom: the applicant's people, the custodian center, the nation, the assigned expert.
CASE_REACH = (
    dict.fromkeys(ENTERPRISE, _OWN)
    | dict.fromkeys(CENTER, _CENTER)
    | dict.fromkeys(NATIONAL, _EXISTING)
    | dict.fromkeys(EXPERTS, _MINE)
)

RULES: list[Rule] = []
