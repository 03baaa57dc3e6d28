"""Rows of the permission table for the library: drafts are their center's, the consent is the applicant's."""

from __future__ import annotations

from cases.policy import CASE_REACH
from portal.policy.personas import CENTER, ENTERPRISE_WRITERS, NATIONAL, SUPERVISORS
from portal.policy.reach import at_center
from portal.policy.table import Rule, rule

_HANDLING = frozenset({"handler", "supervisor"})
ORIGIN_REACH = at_center(CENTER)

RULES: list[Rule] = [
    rule("library:case", "GET", CENTER, target="case", reach=CASE_REACH),
    rule("library:begin", "POST", _HANDLING, target="case", reach=CASE_REACH),
    rule("library:consent", "GET POST", ENTERPRISE_WRITERS | CENTER, target="case", reach=CASE_REACH),
    rule("library:similar", "GET", CENTER | NATIONAL, target="case", reach=CASE_REACH),
    rule("library:desk", "GET", CENTER),
    rule("library:draft", "GET", CENTER, target="origin", reach=ORIGIN_REACH),
    rule("library:texts", "GET POST", _HANDLING, target="origin", reach=ORIGIN_REACH),
    rule("library:decide", "POST", _HANDLING, target="origin", reach=ORIGIN_REACH),
    rule("library:add", "POST", _HANDLING, target="origin", reach=ORIGIN_REACH),
    rule("library:pass", "POST", SUPERVISORS, target="origin", reach=ORIGIN_REACH),
    rule("library:hand_over", "GET POST", _HANDLING, target="origin", reach=ORIGIN_REACH),
    rule("library:drop", "GET POST", _HANDLING, target="origin", reach=ORIGIN_REACH),
]
