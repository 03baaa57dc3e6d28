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
    SUPERVISORS,
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
    rule("cases:files", "POST", _SENDS_FILES, target="case", reach=CASE_REACH, uploads=True),
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
    rule("cases:home", "GET", ENTERPRISE),
    rule("cases:status", "GET POST", ALL, scope="login"),
    rule("cases:begin", "GET", ALL),
    rule("cases:begin", "POST", ENTERPRISE_WRITERS),
    rule("cases:filing", "GET", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_section", "GET POST", _WRITES, target="draft", reach=DRAFT_REACH, uploads=True),
    rule("cases:filing_clock", "GET", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_check", "GET POST", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_delete", "GET POST", _WRITES, target="draft", reach=DRAFT_REACH),
    rule("cases:filing_done", "GET", ENTERPRISE | CENTER, target="case", reach=CASE_REACH),
    rule("cases:filing_receipt", "GET", ENTERPRISE | CENTER, target="case", reach=CASE_REACH),
    rule("cases:desk_begin", "GET POST", CENTER),
]

_HANDLING = frozenset({"handler", "supervisor"})
_READS = ENTERPRISE | CENTER | NATIONAL | EXPERTS
# Editors, reviewers and analysts read; coordinators also propose transfers and set the level (cases.workflow).
_ACTS = ENTERPRISE_WRITERS | CENTER | COORDINATORS
_WRITES_MESSAGES = ENTERPRISE_WRITERS | CENTER | EXPERTS
_KEEPS_DATES = ENTERPRISE_WRITERS | CENTER
_WRITES_OPINIONS = _HANDLING | EXPERTS
TRANSFER_REACH = dict.fromkeys(CENTER, _CENTER) | dict.fromkeys(NATIONAL, _EXISTING)

# The applicant's record: of the center that registered it or handles a request of it, and of the nation.
FIRM_REACH = dict.fromkeys(CENTER, _CENTER) | dict.fromkeys(COORDINATORS, _EXISTING)


def _case(route: str, methods: str, personas: frozenset[str], *, uploads: bool = False) -> Rule:
    return rule(f"cases:{route}", methods, personas, target="case", reach=CASE_REACH, uploads=uploads)


HANDLING = [
    rule("cases:worklist", "GET", CENTER | NATIONAL),
    rule("cases:firm", "GET", CENTER | COORDINATORS, target="firm", reach=FIRM_REACH),
    rule("cases:firm", "POST", _HANDLING | COORDINATORS, target="firm", reach=FIRM_REACH),
    rule("cases:assign_many", "POST", SUPERVISORS),
    rule("cases:save_view", "POST", CENTER | NATIONAL),
    rule("cases:delete_view", "POST", CENTER | NATIONAL),
    rule("cases:board", "GET", NATIONAL | SUPERVISORS),
    rule("cases:transfers", "GET", CENTER | NATIONAL),
    rule("cases:transfer", "GET", CENTER | NATIONAL, target="transfer", reach=TRANSFER_REACH),
    rule("cases:transfer", "POST", CENTER | COORDINATORS, target="transfer", reach=TRANSFER_REACH),
    _case("detail", "GET", _READS),
    _case("papers", "GET", _READS),
    _case("calendar", "GET", _READS),
    _case("act", "GET POST", _ACTS, uploads=True),
    _case("message_send", "POST", _WRITES_MESSAGES, uploads=True),
    _case("note_add", "POST", CENTER),
    _case("task_add", "POST", CENTER),
    rule("cases:task_done", "POST", CENTER, target="task", reach=CASE_REACH),
    _case("deadline_add", "GET POST", _KEEPS_DATES),
    rule("cases:deadline_met", "GET POST", _KEEPS_DATES, target="deadline", reach=CASE_REACH),
    _case("dossier", "POST", CENTER | COORDINATORS),
    _case("opinions", "GET", _READS),
    _case("opinion_write", "GET POST", _WRITES_OPINIONS),
    rule("cases:opinion", "GET", _READS, target="opinion", reach=CASE_REACH),
    rule("cases:opinion_decide", "POST", SUPERVISORS, target="opinion", reach=CASE_REACH),
]


def _api(route: str, methods: str, personas: frozenset[str], target: str = "case", *, uploads: bool = False) -> Rule:
    reach = DRAFT_REACH if target == "draft" else CASE_REACH
    return rule(f"api:{route}", methods, personas, target=target, reach=reach, uploads=uploads)


# The API opens what the pages open, to the same people.
API = [
    rule("api:cases", "GET", _READS),
    rule("api:cases", "POST", _WRITES),
    _api("case", "GET", _READS),
    _api("case", "PATCH DELETE", _WRITES, "draft"),
    _api("form", "GET", _WRITES, "draft"),
    _api("submit", "GET POST", _WRITES, "draft"),
    _api("actions", "GET", _READS),
    _api("action", "GET POST", _ACTS | EXPERTS),
    _api("attachments", "GET", _READS_FILES),
    _api("attachments", "POST", _SENDS_FILES, uploads=True),
    _api("attachment", "GET", _READS_FILES, "file"),
    _api("attachment", "DELETE", _SENDS_FILES, "file"),
    _api("attachment_content", "GET", _READS_FILES, "file"),
    _api("messages", "GET", _READS),
    _api("messages", "POST", _WRITES_MESSAGES),
    _api("timeline", "GET", _READS),
    _api("deadlines", "GET", _READS),
    _api("deadlines", "POST", _KEEPS_DATES),
    _api("deadline_met", "POST", _KEEPS_DATES, "deadline"),
    _api("opinions", "GET", _READS),
    _api("documents", "GET", _READS),
    _api("document", "GET", _READS, "paper"),
    _api("document_content", "GET", _READS_FILES, "paper"),
    rule("api:transfers", "GET", CENTER | NATIONAL),
    rule("api:transfer", "GET", CENTER | NATIONAL, target="transfer", reach=TRANSFER_REACH),
    rule("api:transfer_decision", "POST", CENTER | COORDINATORS, target="transfer", reach=TRANSFER_REACH),
]

RULES: list[Rule] = [*FILES, *FILING, *HANDLING, *API]
