"""Rows of the permission table for cases."""

from __future__ import annotations

from portal.policy.personas import (
    ALL,
    CENTER,
    COORDINATORS,
    ENTERPRISE,
    ENTERPRISE_WRITERS,
    EXPERTS,
    NATIONAL,
    UNAFFILIATED,
)
from portal.policy.table import Relation, Rule, rule

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

_READS_FILES = ENTERPRISE | CENTER | COORDINATORS | EXPERTS
_SENDS_FILES = ENTERPRISE_WRITERS | CENTER

FILES = [
    rule("cases:files", "POST", _SENDS_FILES, target="case", reach=CASE_REACH),
    rule("cases:file", "GET", _READS_FILES, target="file", reach=CASE_REACH),
    rule("cases:file_state", "GET", _READS_FILES, target="file", reach=CASE_REACH),
    rule("cases:file_remove", "POST", _SENDS_FILES, target="file", reach=CASE_REACH),
    rule("cases:paper", "GET", _READS_FILES, target="paper", reach=CASE_REACH),
    rule("cases:paper_reissue", "POST", CENTER, target="paper", reach=CASE_REACH),
    rule("cases:verify", "GET", ALL, scope="login"),
]

# A draft lies in the drawer (or with the center whose desk takes it down) and answers only to those who write it.
_WRITES = ENTERPRISE_WRITERS | CENTER
DRAFT_REACH = dict.fromkeys(ENTERPRISE_WRITERS, _OWN) | dict.fromkeys(CENTER, _CENTER)

FILING = [
    rule("cases:home", "GET", ENTERPRISE | UNAFFILIATED),
    rule("cases:status", "GET POST", ALL, scope="login"),
    rule("cases:begin", "GET", ALL),
    rule("cases:begin", "POST", ENTERPRISE_WRITERS),
    rule("cases:filing", "GET", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_section", "GET POST", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_clock", "GET", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_check", "GET POST", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_delete", "GET POST", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_done", "GET", ENTERPRISE | CENTER, target="case", reach=CASE_REACH),
    rule("cases:filing_receipt", "GET", ENTERPRISE | CENTER, target="case", reach=CASE_REACH),
    rule("cases:desk_begin", "GET POST", CENTER),
]

RULES: list[Rule] = [*FILES, *FILING]
